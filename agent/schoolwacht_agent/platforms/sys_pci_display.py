"""Graphics processors of a Linux computer: PCI devices of class 03 (PCI Code and ID Assignment), from /sys/bus/pci."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from schoolwacht_agent.platforms.machine_parts import GraphicsCard
from schoolwacht_agent.platforms.pci_names import PciNames

_DISPLAY = "0x03"
_DIGITS = re.compile(r"[0-9]{1,16}")
_MOST_BYTES = 1 << 44


def cards(folder: Path, names: PciNames) -> Iterator[GraphicsCard]:
    """Every graphics processor, by its place on the bus. A folder that does not exist has none."""
    for entry in _children(folder):
        if not _line(entry / "class").startswith(_DISPLAY):
            continue
        vendor, device = (_line(entry / name).removeprefix("0x").casefold() for name in ("vendor", "device"))
        memory = _line(entry / "mem_info_vram_total")  # amdgpu tells it; others keep it to themselves
        yield GraphicsCard(
            # Without the list of names, the numbers still tell one from another.
            name=names.device(vendor, device) or f"{vendor}:{device}",
            maker=names.vendor(vendor),
            memory=int(memory) if _DIGITS.fullmatch(memory) and 0 < int(memory) < _MOST_BYTES else None,
            driver=_driver(entry),
        )


def _driver(entry: Path) -> str | None:
    link = entry / "driver"
    try:
        return link.resolve().name if link.exists() else None
    except (OSError, RuntimeError):
        return None


def _line(file: Path) -> str:
    try:
        return file.read_bytes()[:64].decode("ascii", errors="replace").strip()
    except OSError:
        return ""


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
