"""The batteries of a Linux computer, from /sys/class/power_supply (the kernel's Documentation/ABI sysfs-class-power).

The kernel counts in micro-units: energy in µWh, or charge in µAh with a voltage in µV beside it. The folder also holds
chargers, and the batteries of mice and keyboards (scope Device), which are not this computer's. Serial numbers stay
where they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.placeholders import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MILLI = 1000
_LARGEST_MWH = 2_000_000
"""Two kilowatt hours: more than any computer carries; what says more counts in another unit."""
_MOST_CYCLES = 20_000
_HIGHEST_HEALTH = 150.0
"""A new battery may hold a little more than was designed; one that says more does not know."""
_CHARGERS = frozenset({"Mains", "USB", "Wireless"})
_STATES = {"Charging": True, "Full": True, "Not charging": True, "Discharging": False}


@dataclass(frozen=True, slots=True)
class Battery:
    """One battery; None where it does not say, or says what cannot be."""

    name: str
    maker: str | None = None
    model: str | None = None
    technology: str | None = None
    design_mwh: int | None = None
    full_mwh: int | None = None
    cycles: int | None = None
    charge_percent: float | None = None
    plugged: bool | None = None
    health_percent: float | None = None
    """What it holds when full, of what it was designed to hold."""


def batteries(folder: Path) -> Iterator[Battery]:
    """Every battery that feeds the computer and is there. A folder that does not exist has none."""
    supplies = [(entry, _facts(entry)) for entry in _children(folder)]
    on_mains = [facts.get("online") == "1" for _, facts in supplies if facts.get("type") in _CHARGERS]
    for entry, facts in supplies:
        if facts.get("type") == "Battery" and facts.get("scope") != "Device" and facts.get("present") != "0":
            yield battery(entry.name, facts, any(on_mains) if on_mains else None)


def battery(name: str, facts: dict[str, str], on_mains: bool | None) -> Battery:  # noqa: FBT001 - a fact, not a switch
    """One battery as its files describe it; `on_mains` is None when no charger is listed."""
    # The voltage of now goes up and down, and the energy would seem to do so too.
    volts = _number(facts, "voltage_min_design") or _number(facts, "voltage_max_design")
    cycles = _number(facts, "cycle_count")
    capacity = _number(facts, "capacity")
    return Battery(
        name=name,
        maker=told(facts.get("manufacturer", "")) or None,
        model=told(facts.get("model_name", "")) or None,
        technology=told(facts.get("technology", "")) or None,
        design_mwh=_mwh(facts, "full_design", volts),
        full_mwh=_mwh(facts, "full", volts),
        # Many batteries do not count and say 0 (the kernel's own remark); a count of nothing tells nothing.
        cycles=cycles if cycles and cycles <= _MOST_CYCLES else None,
        charge_percent=float(capacity) if capacity is not None and capacity <= 100 else None,  # noqa: PLR2004 - per cent
        plugged=_STATES.get(facts.get("status", "")) if on_mains is None else on_mains,
        health_percent=_health(facts, "energy") or _health(facts, "charge"),
    )


def _health(facts: dict[str, str], unit: str) -> float | None:
    designed, full = _number(facts, f"{unit}_full_design"), _number(facts, f"{unit}_full")
    if not designed or not full:
        return None
    health = 100 * full / designed
    return health if health <= _HIGHEST_HEALTH else None


def _mwh(facts: dict[str, str], what: str, volts: int | None) -> int | None:
    energy = _number(facts, f"energy_{what}")
    charge = _number(facts, f"charge_{what}")
    if energy is None and charge is not None and volts:
        energy = charge * volts // 1_000_000
    milli = energy // _MILLI if energy is not None else 0
    return milli if 0 < milli <= _LARGEST_MWH else None


def _number(facts: dict[str, str], name: str) -> int | None:
    text = facts.get(name, "")
    return int(text) if re.fullmatch(r"\d{1,15}", text, re.ASCII) else None


_WANTED = (
    "type",
    "scope",
    "present",
    "online",
    "status",
    "manufacturer",
    "model_name",
    "technology",
    "cycle_count",
    "capacity",
    "voltage_min_design",
    "voltage_max_design",
    "energy_full_design",
    "energy_full",
    "charge_full_design",
    "charge_full",
)


def _facts(supply: Path) -> dict[str, str]:
    found = {}
    for name in _WANTED:
        try:
            found[name] = (supply / name).read_bytes()[:256].decode("utf-8", errors="replace").strip()
        except OSError:  # not every supply has every file, and some answer "no data"
            continue
    return found


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
