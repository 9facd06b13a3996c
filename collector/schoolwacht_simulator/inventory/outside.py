"""What hangs on a machine and what it offers to others: printers, things plugged in, shares and open ports."""

from __future__ import annotations

from collections.abc import Iterator

from schoolwacht_simulator.chance import pick, share
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.inventory.table import Facts, table

_COPIERS = ("KONICA MINOLTA bizhub C300i", "Kyocera TASKalfa 3554ci", "RICOH IM C3000")
_KEYBOARDS = (("046d", "c31c", "Logitech", "Keyboard K120"), ("413c", "2113", "Dell", "KB216 Wired Keyboard"))
_MICE = (("046d", "c077", "Logitech", "M105 Optical Mouse"), ("413c", "301a", "Dell", "MS116 Optical Mouse"))
_PORTS = {
    "srv-bestanden": ((22, "sshd"), (139, "smbd"), (445, "smbd"), (631, "cupsd"), (53, "dnsmasq")),
    "srv-leerplatform": ((22, "sshd"), (80, "nginx"), (443, "nginx")),
}


def _printers(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    if device.device_class == "server":
        return
    if device.machine.system.family == "windows":
        name = "Microsoft Print to PDF"
        yield {"name": name, "model": name, "connection": "virtual", "default": 0}
    copier = pick(_COPIERS, device.site, "copier")
    yield {"name": f"Kopieerapparaat {device.site}", "model": copier, "connection": "network", "default": 1}
    if device.room.endswith("Secretariaat"):
        yield {"name": "Etiketten", "model": "Brother QL-700", "connection": "usb", "default": 0}


def _peripherals(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    if device.machine.system.family == "macos":
        return  # not read there yet
    linux = device.machine.system.family == "linux"
    if device.device_class == "server":
        yield _plugged("1-1", ("051d", "0002", "American Power Conversion", "Smart-UPS 1500"), "other")
    elif device.machine.battery is not None:
        yield _plugged("camera 1", ("04f2", "b6d9", "Chicony", "HP HD Camera"), "camera", built_in=1)
        if share(device.key, "mouse") < 0.3:  # noqa: PLR2004 - some prefer one
            yield _plugged("mouse 1", pick(_MICE, device.key, "mouse"), "mouse")
    else:
        yield _plugged("1-1" if linux else "keyboard 1", pick(_KEYBOARDS, device.room, "keyboard"), "keyboard")
        yield _plugged("1-2" if linux else "mouse 1", pick(_MICE, device.room, "mouse"), "mouse")
        if device.machine.model.name.startswith("NUC"):
            yield _plugged("other 1", ("0b8c", "00c3", "SMART Technologies", "SMART Board"), "other")


def _plugged(port: str, model: tuple[str, str, str, str], kind: str, built_in: int = 0) -> Facts:
    vendor, product, maker, name = model
    return {
        "port": port, "vendor_id": vendor, "product_id": product, "kind": kind, "maker": maker, "product": name,
        "built_in": built_in,
    }  # fmt: skip


def _around(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    system, files = device.machine.system, device.key == "srv-bestanden"
    if system.family == "macos":
        return  # not read there yet
    windows = system.family == "windows"
    yield {
        "kind": "around", "directory": "entra" if windows else "none",
        "managed_by": "intune" if windows else "", "shares": 6 if files else 0, "shares_without_account": 0,
        "nfs_exports": None if windows else 0,
    }  # fmt: skip


def _listening_ports(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    for port, program in _PORTS.get(device.key, ()):
        yield {"protocol": "tcp", "port": port, "program": program, "everywhere": 1}


TABLES = (
    table("printers", "name model connection default:integer", 1, _printers, tells_none=True),
    table("peripherals", "port vendor_id product_id kind maker product built_in:integer", 3, _peripherals),
    table("around", "kind directory managed_by shares:integer shares_without_account:integer nfs_exports:integer", 1,
          _around),
    table("listening_ports", "protocol port:integer program everywhere:integer", 3, _listening_ports),
)  # fmt: skip
