"""What is plugged in at the outside: /sys/bus/usb/devices (the kernel's Documentation/ABI/testing/sysfs-bus-usb).

The path of a port (`1-4.2`: bus 1, port 4, and of the hub there port 2) stays the same as long as nobody moves a plug,
so a mouse that is missing is missed at its place. Class codes are those of usb.org, "Defined Class Codes". Serial
numbers are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.system_files import line, listed, shown

if TYPE_CHECKING:
    from pathlib import Path

_PORT = re.compile(r"\d+-\d+(\.\d+)*")
_NUMBER = re.compile(r"[0-9a-f]{4}")
_CODE = re.compile(r"[0-9a-f]{2}")
_HUB = "09"
_MOST = 256
# (class, subclass, protocol) to a word, the more telling first; None stands for any.
_KINDS: tuple[tuple[tuple[str, str | None, str | None], str], ...] = (
    (("07", None, None), "printer"),
    (("08", None, None), "storage"),
    (("0e", None, None), "camera"),
    (("0b", None, None), "card reader"),
    (("e0", "01", "01"), "bluetooth"),
    (("e0", None, None), "wireless"),
    (("02", "06", None), "network"),
    (("02", "0d", None), "network"),
    (("06", None, None), "still camera"),
    (("01", None, None), "audio"),
    (("02", None, None), "modem"),
    (("dc", None, None), "diagnostic"),
    (("11", None, None), "billboard"),
)
# Cameras, phones and players, and phones that lend their connection: these may bear names that people gave them.
_NAMED_BY_PEOPLE = frozenset({"still camera", "wireless"})
_KEYBOARD, _MOUSE = ("03", "01", "01"), ("03", "01", "02")
Code = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Peripheral:
    """One device at one port."""

    port: str
    vendor_id: str
    product_id: str
    kind: str
    maker: str | None = None
    product: str | None = None
    built_in: bool | None = None
    """Whether the firmware calls the port one that nobody can reach, as that of a notebook's camera."""


def kind(codes: Iterable[Code]) -> str:
    """What a device is by the codes of its interfaces: keyboard, mouse, camera, ...; `other` for what says nothing.

    Most keyboards with extra keys also call themselves a mouse and many mice also a keyboard, as do receivers of a
    cordless pair; all of these are `keyboard and mouse`.
    """
    found = list(codes)
    if _KEYBOARD in found or _MOUSE in found:
        both = _KEYBOARD in found and _MOUSE in found
        return "keyboard and mouse" if both else "keyboard" if _KEYBOARD in found else "mouse"
    for (wanted, sub, protocol), word in _KINDS:
        for one in found:
            if one[0] == wanted and sub in {None, one[1]} and protocol in {None, one[2]}:
                return word
    return "input" if any(code[0] == "03" for code in found) else "other"


def devices(folder: Path) -> Iterator[Peripheral]:
    """Every device but hubs, by port."""
    entries = [entry for entry in listed(folder) if _PORT.fullmatch(entry.name)]
    for entry in entries[:_MOST]:
        vendor, product = line(entry / "idVendor") or "", line(entry / "idProduct") or ""
        if line(entry / "bDeviceClass") == _HUB or not (_NUMBER.fullmatch(vendor) and _NUMBER.fullmatch(product)):
            continue
        what = kind(_codes(entry))
        yield Peripheral(
            entry.name,
            vendor,
            product,
            what,
            _name(entry / "manufacturer"),
            None if what in _NAMED_BY_PEOPLE else _name(entry / "product"),
            {"fixed": True, "removable": False}.get(line(entry / "removable") or ""),
        )


def _codes(device: Path) -> Iterator[Code]:
    for entry in [device, *listed(device, f"{device.name}:*")]:
        prefix = "bDevice" if entry is device else "bInterface"
        code = tuple(line(entry / f"{prefix}{name}") or "" for name in ("Class", "SubClass", "Protocol"))
        if all(map(_CODE.fullmatch, code)) and code[0] not in {"00", "ef", "ff"}:
            yield (code[0], code[1], code[2])


def _name(file: Path) -> str | None:
    found = line(file)
    return told(shown(found, 80)) if found else None
