"""The agent as a service of Windows: LocalSystem, automatic with a delay, started again when it fails.

Sources: CreateService and ChangeServiceConfig2
(https://learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-changeserviceconfig2w). The MSI registers the same
service by tables of its own, and each start sets what such tables cannot say.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.drop_folder import GROUP
from schoolwacht_agent.service import first_token
from schoolwacht_agent.service.trouble import ServiceTrouble

NAME = "SchoolwachtAgent"
DISPLAY = "Schoolwacht agent"
ABOUT = "Measures this machine and sends it to the school's collector."
STOP_SECONDS = 30.0
_RESET_SECONDS = 86_400
RESTART_AFTER_MS = (10_000, 60_000, 300_000)
"""After the first, the second and each further failure within a day."""
_DELETE = 0x10000
"""The standard right to delete (winnt.h); pywin32 names it in another module."""
_NO_SUCH_SERVICE, _NOT_ACTIVE, _ALREADY_RUNNING, _MARKED_FOR_DELETION = 1060, 1062, 1056, 1072


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that installing does, and in which words it is told beforehand."""

    words: str
    do: Callable[[], None]

    def __str__(self) -> str:
        return self.words


def command_line(program: Path, home: Path) -> str:
    """How the service manager starts the agent: the real python.exe, so that children find it by sys.executable."""
    return subprocess.list2cmdline(
        [str(program), "-I", "-m", "schoolwacht_agent", "--home", str(home), "run", "--service"]
    )


if sys.platform == "win32":
    import contextlib
    import time
    from collections.abc import Iterator

    import pywintypes
    import win32net
    import win32service

    from schoolwacht_agent.platforms.windows import event_source
    from schoolwacht_agent.platforms.windows.known_folders import is_administrator

    if TYPE_CHECKING:
        from _win32typing import PySC_HANDLE as Handle

    def installing(home: Path, drop_folder: Path) -> list[Step]:
        """What brings the service to life, in order."""
        line = command_line(Path(sys.executable), home)
        return [
            Step(f"make the local group {GROUP}, whose members may leave reports in {drop_folder}", _make_group),
            Step(f"register the source {event_source.SOURCE} of the event log", event_source.register),
            Step(f"create the service {NAME}: {line}", lambda: _create(line)),
            Step(f"start the service {NAME} with a delay at each boot, and again when it fails", settle),
            Step(f"start the service {NAME}", _start),
        ]

    def uninstalling() -> list[Step]:
        """What ends it. Identity and spool stay, so that installing again goes on as the same device."""
        return [
            Step(f"stop the service {NAME}", stop),
            Step(f"delete the service {NAME}", _delete),
            Step(f"take the source {event_source.SOURCE} out of the event log", event_source.unregister),
            Step("leave no empty key in the registry", first_token.unregister),
        ]

    def carry_out(steps: Sequence[Step]) -> None:
        """Does the steps; the first that fails stops it."""
        if not is_administrator():
            raise PermissionError("a service is for administrators; run this in a window opened as administrator")
        for step in steps:
            try:
                step.do()
            except (pywintypes.error, OSError) as error:
                raise ServiceTrouble(f"Windows would not {step}: {error.strerror}") from error

    def state() -> str:
        """What Windows says of the service: active, inactive, starting, stopping, or that it is not there."""
        words = {
            win32service.SERVICE_RUNNING: "active",
            win32service.SERVICE_START_PENDING: "starting",
            win32service.SERVICE_STOP_PENDING: "stopping",
        }
        try:
            with _service(win32service.SERVICE_QUERY_STATUS) as service:
                return words.get(win32service.QueryServiceStatus(service)[1], "inactive")
        except pywintypes.error as error:
            if error.winerror == _NO_SUCH_SERVICE:
                return "not installed"
            raise ServiceTrouble(f"Windows does not say how the service is: {error.strerror}") from error

    def settle() -> None:
        """Delay and recovery. A Windows, or a Wine, that does not know one of them does without it."""
        actions = [(win32service.SC_ACTION_RESTART, wait) for wait in RESTART_AFTER_MS]
        recovery = {"ResetPeriod": _RESET_SECONDS, "RebootMsg": "", "Command": "", "Actions": actions}
        wanted: tuple[tuple[int, object], ...] = (
            (win32service.SERVICE_CONFIG_DESCRIPTION, ABOUT),
            (win32service.SERVICE_CONFIG_DELAYED_AUTO_START_INFO, True),
            (win32service.SERVICE_CONFIG_FAILURE_ACTIONS, recovery),
            # Also when it ends by itself and says that it failed, not only when it vanishes.
            (win32service.SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, True),
        )
        # To restart is a right of its own.
        rights = win32service.SERVICE_CHANGE_CONFIG | win32service.SERVICE_QUERY_CONFIG | win32service.SERVICE_START
        with _service(rights) as service:
            _quote_program(service)
            for kind, value in wanted:
                with contextlib.suppress(pywintypes.error):
                    win32service.ChangeServiceConfig2(service, kind, value)

    def _quote_program(service: Handle) -> None:
        """Puts the program's path between quotes where an installer did not: "C:" and "Program" are not to be tried."""
        line = win32service.QueryServiceConfig(service)[3]
        program = sys.executable
        if " " in program and line.startswith(program):
            same = win32service.SERVICE_NO_CHANGE
            quoted = f'"{program}"{line.removeprefix(program)}'
            win32service.ChangeServiceConfig(service, same, same, same, quoted, None, False, None, None, None, None)

    def stop() -> None:
        """Stops it, and waits until it has."""
        try:
            with _service(win32service.SERVICE_STOP | win32service.SERVICE_QUERY_STATUS) as service:
                _stop(service)
        except pywintypes.error as error:
            if error.winerror not in {_NOT_ACTIVE, _NO_SUCH_SERVICE}:
                raise

    def _stop(service: Handle) -> None:
        win32service.ControlService(service, win32service.SERVICE_CONTROL_STOP)
        until = time.monotonic() + STOP_SECONDS
        while win32service.QueryServiceStatus(service)[1] != win32service.SERVICE_STOPPED:
            if time.monotonic() > until:
                raise ServiceTrouble(f"the service does not stop within {STOP_SECONDS:g} s; see its agent.log")
            time.sleep(0.1)

    def _create(line: str) -> None:
        """Makes it, or gives the one that is there this command line."""
        manager = win32service.OpenSCManager(None, None, win32service.SC_MANAGER_CREATE_SERVICE)
        kind, when = win32service.SERVICE_WIN32_OWN_PROCESS, win32service.SERVICE_AUTO_START
        gravity, rights = win32service.SERVICE_ERROR_NORMAL, win32service.SERVICE_ALL_ACCESS
        try:
            if state() == "not installed":
                # No account is named: LocalSystem.
                made = win32service.CreateService(
                    manager, NAME, DISPLAY, rights, kind, when, gravity, line, None, False, None, None, None
                )
                win32service.CloseServiceHandle(made)
                return
            stop()
            with _service(win32service.SERVICE_CHANGE_CONFIG) as service:
                win32service.ChangeServiceConfig(
                    service, kind, when, gravity, line, None, False, None, None, None, DISPLAY
                )
        finally:
            win32service.CloseServiceHandle(manager)

    def _start() -> None:
        with _service(win32service.SERVICE_START) as service:
            try:
                win32service.StartService(service, None)
            except pywintypes.error as error:
                if error.winerror != _ALREADY_RUNNING:
                    raise

    def _delete() -> None:
        try:
            with _service(_DELETE) as service:
                win32service.DeleteService(service)
        except pywintypes.error as error:
            if error.winerror not in {_NO_SUCH_SERVICE, _MARKED_FOR_DELETION}:
                raise

    def _make_group() -> None:
        """The group is a convenience: where it cannot be made, administrators and the system may still report."""
        about = {"name": GROUP, "comment": "May tell the Schoolwacht agent how backups went"}
        with contextlib.suppress(pywintypes.error, NotImplementedError):
            win32net.NetLocalGroupAdd("", 1, about)  # of this computer

    @contextlib.contextmanager
    def _service(rights: int) -> Iterator[Handle]:
        manager = win32service.OpenSCManager(None, None, win32service.SC_MANAGER_CONNECT)
        try:
            service = win32service.OpenService(manager, NAME, rights)
            try:
                yield service
            finally:
                win32service.CloseServiceHandle(service)
        finally:
            win32service.CloseServiceHandle(manager)
