r"""Printers that are set up for everyone on the machine, out of Win32_Printer.

A queue of a print server is called `\\server\queue`; only the queue is kept, as the server may bear a person's name.
Printers that come along with a remote session belong to the one who sits at the other end, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from schoolwacht_agent.platforms.machine_parts import PrinterQueue
from schoolwacht_agent.platforms.scrubbed import scrubbed
from schoolwacht_agent.platforms.windows.wmi_value import Row, flag_of, line_of, number_of, told_of, without_path

COLUMNS = ("Name", "DriverName", "PortName", "Local", "Network", "Shared", "Default", "Attributes")
_SHARED, _NETWORK = 0x8, 0x10  # PRINTER_ATTRIBUTE_* (winspool.h)
_REDIRECTED = re.compile(r"\(.*\b\d+\)\s*$")
_SESSION = re.compile(r"TS\d{3}|CLIENT\\?.*|.*:\\.*Client.*", re.IGNORECASE)
_PORTS = (
    ("usb", re.compile(r"USB\d|DOT4|USBPRINT|MPUSB", re.IGNORECASE)),
    ("parallel", re.compile(r"LPT\d", re.IGNORECASE)),
    ("serial", re.compile(r"COM\d", re.IGNORECASE)),
    ("bluetooth", re.compile(r"BTH", re.IGNORECASE)),
    (
        "network",
        re.compile(
            r"WSD|IP_|TCP|HP.*Network|LPR|https?:|ipps?:|.*\d+\.\d+\.\d+\.\d+|.*[0-9a-f]{4}:[0-9a-f]{0,4}:",
            re.IGNORECASE,
        ),
    ),
    (
        "virtual",
        re.compile(r"(?:nul|FILE|PORTPROMPT|XPSPort|SHRFAX|PDF|Microsoft\.Office)[\w.]*:?|.*pdf", re.IGNORECASE),
    ),
)
_MADE_UP = re.compile(
    r"print to pdf|xps document writer|onenote|\bfax\b|pdf ?creator|pdf24|adobe pdf|bullzip|snagit", re.IGNORECASE
)


def printers(rows: Iterable[Row]) -> tuple[PrinterQueue, ...]:
    """Every queue once; of two with one name the first."""
    found: dict[str, PrinterQueue] = {}
    for row in rows:
        if one := printer(row):
            found.setdefault(one.name, one)
    return tuple(found.values())


def printer(row: Row) -> PrinterQueue | None:
    """One queue; None for one without a name and for one of a remote session."""
    name = told_of(row, "Name")
    if name is None or is_of_a_session(row):
        return None
    return PrinterQueue(
        name=scrubbed(without_path(name)) or "printer",
        model=told_of(row, "DriverName"),
        connection=connection(row),
        default=flag_of(row, "Default"),
    )


def is_of_a_session(row: Row) -> bool:
    """Whether it came along with someone's remote session: `HP (redirected 3)` on port TS003, in any language."""
    return _SESSION.fullmatch(line_of(row, "PortName")) is not None and (
        _REDIRECTED.search(line_of(row, "Name")) is not None
    )


def connection(row: Row) -> str | None:
    """What it hangs on: `usb`, `network`, `shared` (a queue of another machine), `virtual`, ..."""
    name, port = line_of(row, "Name"), line_of(row, "PortName")
    attributes = number_of(row, "Attributes") or 0
    if _MADE_UP.search(f"{name} {line_of(row, 'DriverName')}"):
        return "virtual"
    if name.startswith("\\\\") or port.startswith("\\\\") or attributes & _NETWORK:
        return "shared"
    return next((word for word, pattern in _PORTS if pattern.match(port)), None)
