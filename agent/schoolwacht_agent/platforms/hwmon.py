"""Temperatures and fans of a Linux computer, from /sys/class/hwmon (the kernel's Documentation/hwmon/sysfs-interface).

Chips are named by what they are and where they sit, as `sensors` names them (coretemp-isa-0000, nvme-pci-0100), since
hwmon0, hwmon1 change places at a start. Inputs to which nothing is connected hold nonsense; it is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_INPUTS = 64
"""Of one machine. A large server has about forty; what claims to have more tells nothing that can be judged."""
_COLDEST, _HOTTEST = -30.0, 125.0
"""Degrees between which a reading can be true: open inputs say -62, -128, 127 or 255, and no chip lives above 125."""
_FASTEST_FAN = 30_000
# Asking these for a temperature is a command to a disk, which may keep it from going to sleep; smart.py asks them.
_DISKS = frozenset({"drivetemp"})
_INPUT = re.compile(r"(temp|fan)(\d{1,3})_input")
_PCI = re.compile(r"([0-9a-f]{4}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])")
_I2C = re.compile(r"(\d+)-([0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Input:
    """One measurement: degrees Celsius when `kind` is temp, turns a minute when it is fan."""

    chip: str
    feature: str
    kind: str
    value: float


def inputs(folder: Path) -> Iterator[Input]:
    """Every believable input, each chip and feature once. A folder that does not exist has none."""
    seen: set[tuple[str, str]] = set()
    for hwmon in _children(folder):
        name = _word(_line(hwmon / "name") or "")
        if not name or name in _DISKS:
            continue
        chip = f"{name}-{_seat(hwmon)}"
        for found in _of(hwmon, chip):
            if (found.chip, found.feature) not in seen and len(seen) < MOST_INPUTS:
                seen.add((found.chip, found.feature))
                yield found


def _of(hwmon: Path, chip: str) -> Iterator[Input]:
    for entry in _children(hwmon):
        match = _INPUT.fullmatch(entry.name)
        if match is None:
            continue
        kind, number = match.groups()
        value = believable(kind, _line(entry))
        if value is None or _line(hwmon / f"{kind}{number}_fault") == "1":
            continue
        label = _word(_line(hwmon / f"{kind}{number}_label") or "")
        yield Input(chip, label or f"{kind}{number}", kind, value)


def believable(kind: str, raw: str | None) -> float | None:
    """The measurement in its unit, or None when it cannot be true."""
    if raw is None or not re.fullmatch(r"-?\d{1,9}", raw, re.ASCII):
        return None
    if kind == "fan":
        return float(raw) if 0 <= int(raw) <= _FASTEST_FAN else None
    degrees = int(raw) / 1000
    # Exactly nothing is what an input without a probe says in a room; a cellar that cold is none of a school's.
    return degrees if _COLDEST < degrees < _HOTTEST and degrees != 0 else None


def _seat(hwmon: Path) -> str:
    """Where the chip sits: bus and address, by the way sensors(1) writes them."""
    try:
        path = (hwmon / "device").resolve(strict=True)
    except (OSError, RuntimeError):
        return "virtual-0"
    for part in reversed(path.parts):
        if pci := _PCI.fullmatch(part):
            domain, bus, slot, function = (int(number, 16) for number in pci.groups())
            return f"pci-{(domain << 16) + (bus << 8) + (slot << 3) + function:04x}"
        if i2c := _I2C.fullmatch(part):
            return f"i2c-{i2c[1]}-{int(i2c[2], 16):02x}"
        if part == "platform":
            number = path.name.rpartition(".")[2]
            return f"isa-{int(number) if number.isascii() and number.isdigit() else 0:04x}"
    return "acpi-0" if any(part.startswith("LNX") for part in path.parts) else "virtual-0"


def _word(text: str) -> str:
    """A name that can be a tag: small letters, digits and underscores, as Telegraf writes features."""
    return re.sub(r"[^a-z0-9]+", "_", text[:64].casefold()).strip("_")


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _line(file: Path) -> str | None:
    try:
        return file.read_bytes()[:256].decode("utf-8", errors="replace").strip()
    except OSError:  # many drivers answer "no data" for an input that is not connected
        return None
