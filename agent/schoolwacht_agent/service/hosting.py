"""Runs work inside a service of Windows: tells the service manager how it goes, and ends when that asks.

The process answers to the manager first and loads the agent's libraries afterwards: Windows gives a service 30 s to
answer (https://learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-startservicectrldispatcherw), and a classroom PC
that starts up can need longer for the libraries alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event

Work = Callable[[], int]
"""Does everything; its number is an exit code."""
_FUTILE = frozenset({77, 78})
"""No permission, not enrolled or wrong configuration: trying again helps neither, as the systemd unit says too."""
_ERROR_SERVICE_SPECIFIC = 1066


def verdict(code: int) -> tuple[int, int]:
    """Which two codes the service manager is told at the end: an error starts the agent again."""
    return (0, 0) if code == 0 or code in _FUTILE else (_ERROR_SERVICE_SPECIFIC, code)


if sys.platform == "win32":
    import servicemanager
    import win32service
    import win32serviceutil

    from schoolwacht_agent.platforms.windows import event_source
    from schoolwacht_agent.service.windows import DISPLAY, NAME

    class _Hosted(win32serviceutil.ServiceFramework):
        """What pywin32 calls. Its names are pywin32's."""

        _svc_name_ = NAME
        _svc_display_name_ = DISPLAY
        work: Work
        stop: Event

        def SvcStop(self) -> None:  # noqa: N802 - pywin32's name
            """The manager asks for the end; the work has 15 s for it."""
            self.ReportServiceStatus(win32service.SERVICE_STOP_PENDING, waitHint=15_000)
            type(self).stop.set()

        SvcShutdown = SvcStop

        def SvcRun(self) -> None:  # noqa: N802 - pywin32's name
            """From the first word to the manager to the last."""
            self.ReportServiceStatus(win32service.SERVICE_RUNNING)
            event_source.tell(event_source.STARTED, "The Schoolwacht agent started.")
            code = type(self).work()
            if code == 0:
                event_source.tell(event_source.STOPPED, "The Schoolwacht agent stopped.")
            error, specific = verdict(code)
            self.ReportServiceStatus(win32service.SERVICE_STOPPED, win32ExitCode=error, svcExitCode=specific)

    def host(work: Work, stop: Event) -> int:
        """Returns when the service has ended. Only the service manager can start this."""
        _Hosted.work, _Hosted.stop = staticmethod(work), stop
        servicemanager.Initialize(NAME, "")
        servicemanager.PrepareToHostSingle(_Hosted)
        servicemanager.StartServiceCtrlDispatcher()  # type: ignore[no-untyped-call]  # typed without its result
        return 0
