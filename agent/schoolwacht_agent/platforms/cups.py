"""Printers that are set up for everyone on a Linux or macOS computer: /etc/cups/printers.conf (CUPS, printers.conf(5)).

Queues stand between `<Printer name>` or `<DefaultPrinter name>` and `</Printer>`, one setting a line. The address of a
printer may hold an account, so only its scheme is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from schoolwacht_agent.platforms.machine_parts import PrinterQueue
from schoolwacht_agent.platforms.placeholders import told

_MOST_CHARACTERS = 8 << 20
_MOST_QUEUES = 1000
_BEGIN = re.compile(r"<(Default)?Printer\s+([^>]{1,255})>")
_NICKNAME = re.compile(rb'^\*(?:NickName|ModelName):\s*"([^"\r\n]{1,200})"', re.MULTILINE)
_CONNECTIONS = {
    "usb": "usb",
    "parallel": "parallel",
    "serial": "serial",
    "bluetooth": "bluetooth",
    "ipp": "network",
    "ipps": "network",
    "http": "network",
    "https": "network",
    "socket": "network",
    "lpd": "network",
    "dnssd": "network",
    "mdns": "network",
    "snmp": "network",
    "implicitclass": "network",
    "smb": "shared",
    "file": "virtual",
    "cups-pdf": "virtual",
    "null": "virtual",
    "cups-brf": "virtual",
    "beh": "network",
}
_RAW = frozenset({"local raw printer", "remote printer", "raw printer"})
"""What CUPS calls a printer that it knows nothing of."""


class NoRight(Exception):  # noqa: N818 - a state of the machine, not a failure
    """The list of printers may not be read."""


def parse(text: str) -> Iterator[PrinterQueue]:
    """Every queue; one without an end is left out."""
    name: str | None = None
    default = False
    settings: dict[str, str] = {}
    count = 0
    for raw in text[:_MOST_CHARACTERS].splitlines():
        line = raw.strip()
        if begin := _BEGIN.fullmatch(line):
            name, default, settings = told(begin[2]), bool(begin[1]), {}
        elif line in {"</Printer>", "</DefaultPrinter>"}:
            if name and count < _MOST_QUEUES:
                count += 1
                yield _queue(name, settings, default=default)
            name = None
        elif name and line and not line.startswith("#"):
            key, _, value = line.partition(" ")
            settings.setdefault(key, value.strip())


def connection(address: str) -> str | None:
    """What kind of way leads to a printer, by the scheme of its address."""
    scheme, colon, rest = address.partition(":")
    scheme = scheme.casefold()
    if scheme in {"hp", "hpfax"}:  # HPLIP: hp:/usb/... or hp:/net/...
        return {"usb": "usb", "net": "network", "par": "parallel"}.get(rest.strip("/").partition("/")[0])
    return _CONNECTIONS.get(scheme) if colon else None


def read(root: Path = Path("/")) -> tuple[PrinterQueue, ...]:
    """The printers of this computer. Without CUPS there are none; without the right to look, NoRight."""
    folder = root / "etc/cups"
    try:
        with (folder / "printers.conf").open("rb") as opened:
            text = opened.read(_MOST_CHARACTERS).decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise NoRight from error
    queues = {queue.name: queue for queue in parse(text)}
    return tuple(
        queue
        if queue.model
        else PrinterQueue(queue.name, _ppd(folder / "ppd", queue.name), queue.connection, queue.default)
        for queue in queues.values()
    )


def _queue(name: str, settings: dict[str, str], *, default: bool) -> PrinterQueue:
    model = told(settings.get("MakeModel", "")) or None
    if model and model.casefold() in _RAW:
        model = None
    return PrinterQueue(name, model, connection(settings.get("DeviceURI", "")), default)


def _ppd(folder: Path, name: str) -> str | None:
    """The model out of the description that CUPS keeps beside its list."""
    if "/" in name or name.startswith("."):
        return None
    try:
        with (folder / f"{name}.ppd").open("rb") as opened:
            found = _NICKNAME.search(opened.read(64 << 10))
    except (OSError, ValueError):
        return None
    return told(found[1].decode("utf-8", errors="replace")) or None if found else None
