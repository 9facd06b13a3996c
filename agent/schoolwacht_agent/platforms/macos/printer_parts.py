"""Printers that are set up, out of SPPrintersDataType.

Of the address only its scheme is read, which tells how the printer hangs on the Mac; the address itself may hold an
account. A printer that another Mac shares is named "Printer @ Jan's MacBook": what follows the sign is cut off.
"""

from __future__ import annotations

from schoolwacht_agent.platforms.machine_parts import PrinterQueue
from schoolwacht_agent.platforms.macos.profile import Item
from schoolwacht_agent.platforms.macos.quantities import yes
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.scrubbed import scrubbed

MOST = 256
_CONNECTIONS = {
    "usb": "usb",
    "file": "virtual",
    "cups-pdf": "virtual",
    "bluetooth": "bluetooth",
    "fax": "virtual",
    "serial": "serial",
}
_NETWORK = ("ipp", "ipps", "socket", "lpd", "http", "https", "smb", "dnssd", "mdns", "pap", "riousbprint", "airprint")


def is_printer(item: Item) -> bool:
    """Whether it is a printer: an empty list prints only a sentence."""
    return bool(item.name.strip() and item.get("uri", "ppd", "driverversion", "default", "printserver", "cupsversion"))


def printers(items: list[Item]) -> tuple[PrinterQueue, ...]:
    """Every printer once by its name."""
    found: dict[str, PrinterQueue] = {}
    for item in items[:MOST]:
        name = told(scrubbed(item.name.partition(" @ ")[0]))
        if is_printer(item) and name:
            model = told(scrubbed(item.get("ppd").partition(",")[0]))
            found.setdefault(name, PrinterQueue(name, model, _connection(item), yes(item.get("default"))))
    return tuple(found.values())


def _connection(item: Item) -> str | None:
    scheme = item.get("uri").partition(":")[0].casefold()
    if scheme in _NETWORK:
        return "shared" if " @ " in item.name else "network"
    return _CONNECTIONS.get(scheme)
