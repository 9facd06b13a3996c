"""What the service says in Windows' event log, under Application.

The texts come from EventCreate.exe, which every Windows has: its messages 1 to 1000 are "what was given", nothing more
(https://learn.microsoft.com/windows-server/administration/windows-commands/eventcreate). So nothing of ours needs to
stay on the machine for old entries to be readable, and no update finds a file in use.
"""

from __future__ import annotations

import logging
import sys

SOURCE = "SchoolwachtAgent"
STARTED, STOPPED, FAILED, WARNED = 1, 2, 3, 4
_MESSAGES = r"%SystemRoot%\System32\EventCreate.exe"
_KEY = r"SYSTEM\CurrentControlSet\Services\EventLog\Application"
_LONGEST = 8_000
"""An entry holds 31,839 characters; a sentence for a person needs fewer."""

if sys.platform == "win32":
    import winreg
    from contextlib import suppress

    import pywintypes
    import win32evtlog
    import win32evtlogutil

    def register() -> None:
        """Makes our name known to the event log; needs an administrator's rights."""
        with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, f"{_KEY}\\{SOURCE}") as key:
            winreg.SetValueEx(key, "EventMessageFile", 0, winreg.REG_EXPAND_SZ, _MESSAGES)
            winreg.SetValueEx(key, "TypesSupported", 0, winreg.REG_DWORD, 7)

    def unregister() -> None:
        """Takes our name away; entries stay."""
        with suppress(FileNotFoundError):
            winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, f"{_KEY}\\{SOURCE}")

    def tell(number: int, text: str) -> None:
        """Writes one entry. A log that is full, broken or forbidden is no reason to stop."""
        kinds = {FAILED: win32evtlog.EVENTLOG_ERROR_TYPE, WARNED: win32evtlog.EVENTLOG_WARNING_TYPE}
        kind = kinds.get(number, win32evtlog.EVENTLOG_INFORMATION_TYPE)
        with suppress(pywintypes.error, OSError, ValueError):
            win32evtlogutil.ReportEvent(SOURCE, number, eventType=kind, strings=[text.replace("\0", " ")[:_LONGEST]])

    class EventLogHandler(logging.Handler):
        """Errors and warnings of the running agent."""

        def emit(self, record: logging.LogRecord) -> None:
            """Writes one of them."""
            try:
                tell(FAILED if record.levelno >= logging.ERROR else WARNED, self.format(record))
            except Exception:  # noqa: BLE001 - what cannot be logged must not stop what is measured
                self.handleError(record)
