"""The registry of devices of a Mac as ioreg prints it."""

from __future__ import annotations

from collections import Counter

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.macos import ioreg, ioreg_parts
from schoolwacht_agent.platforms.macos.ioreg import Entry

_READERS = (ioreg_parts.computer, ioreg_parts.usb, ioreg_parts.monitor, ioreg_parts.battery)
_PARTS = (ioreg_parts.PLATFORM, *ioreg_parts.USB, *ioreg_parts.BATTERIES)


def belongs(path: str, head: bytes) -> bool:
    """By its folder, the form of an entry, or the keys that only ioreg -a has."""
    return "/ioreg/" in f"/{path}" or b"+-o " in head or b"IORegistryEntryChildren" in head


def read(data: bytes, _path: str) -> Outcome:
    """Every entry is a row, or ignored for a reason; most are drivers."""
    if not data.strip():
        return Outcome(0, {"empty": 1})
    try:
        entries = ioreg.read(data)
    except ioreg.NoRegistry as nothing:
        return Outcome(0, gaps=(str(nothing),))
    reasons = Counter(_reason(entry) for entry in entries)
    return Outcome(reasons.pop("row", 0), dict(reasons))


def _reason(entry: Entry) -> str:
    """`row`, or why it is none."""
    if any(reader(entry) is not None for reader in _READERS):
        return "row"
    if entry.kind in ioreg_parts.USB and ioreg_parts.is_hub(entry):
        return "hub"
    if entry.kind in _PARTS:
        return "no_battery" if entry.values else "no_properties"
    return "no_screen" if "EDID" in entry.values or "DisplayAttributes" in entry.values else "driver"


KIND = Kind("ioreg", belongs, read)
