"""Batteries as UPower tells them: `upower -i PATH`, `upower -d` and the list of `upower -e` (upower(1)).

A device is a block of `name: value` lines; the line `battery` (or `ups`, `mouse`, `keyboard`, ...) without a colon
tells what it is. Only batteries that feed the computer count: those of mice and pens say `power supply: no`. Serial
numbers are read for the asset, histories are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schoolwacht_agent.platforms.machine_parts import Pack
from schoolwacht_agent.platforms.pack_state import PackState, cycles, energy, health, number, percent
from schoolwacht_agent.platforms.placeholders import told

_MOST_LINES = 10_000
_WIDEST = 300
_MOST_DEVICES = 64
_PATH = re.compile(r"/org/freedesktop/UPower/devices/(\w{1,100})", re.ASCII)
_STATES = {
    "charging": "charging",
    "discharging": "discharging",
    "empty": "empty",
    "fully-charged": "full",
    "pending-charge": "idle",
    "pending-discharge": "idle",
}


@dataclass(slots=True)
class Device:
    """One block of the output."""

    name: str = ""
    kind: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def why_not(self) -> str | None:
        """Why it is no battery of the computer, as a code; None if it is one."""
        if self.name == "DisplayDevice" or (not self.facts.get("native-path") and self.kind == "battery"):
            return "sum_of_others"
        if self.kind != "battery":
            return "no_battery"
        if self.facts.get("power supply") == "no":
            return "peripheral"
        return "not_present" if self.facts.get("present") == "no" else None


def devices(text: str) -> list[str]:
    """The names in the list of `upower -e`, for example battery_BAT0."""
    found = (_PATH.fullmatch(line.strip()) for line in text[:1_000_000].splitlines()[:_MOST_LINES])
    return [one[1] for one in found if one][:_MOST_DEVICES]


def blocks(text: str) -> list[Device]:
    """Every device that is described. What follows `Daemon:` is about UPower itself."""
    found: list[Device] = []
    device = Device()
    for line in _lines(text):
        name, colon, value = line.strip().partition(":")
        if name == "Daemon" and not value:
            break
        # `Device:` begins a block of a dump; the one block of `upower -i` begins with its native path.
        if colon and (name == "Device" or (name == "native-path" and "native-path" in device.facts)):
            found.append(device)
            device = Device()
        if colon and name == "Device":
            device.name = value.strip().rpartition("/")[2]
        elif colon:
            device.facts.setdefault(name.strip().casefold(), value.strip())
        elif re.fullmatch(r"\s+[a-z][a-z -]{1,30}", line) and not device.kind:
            device.kind = name.strip()
    return [one for one in [*found, device] if one.facts and (one.kind or "native-path" in one.facts)][:_MOST_DEVICES]


def packs(text: str) -> list[PackState]:
    """The batteries of the computer."""
    return [pack(device) for device in blocks(text) if device.why_not is None]


def pack(device: Device) -> PackState:
    """One battery. UPower counts in watt hours; `capacity` is its word for health."""
    facts = device.facts
    full, designed = _watt_hours(facts, "energy-full"), _watt_hours(facts, "energy-full-design")
    name = facts.get("native-path", "").rstrip("/").rpartition("/")[2] or device.name.removeprefix("battery_")
    return PackState(
        Pack(
            name=name[:64] or "battery",
            maker=told(facts.get("vendor", "")) or None,
            model=told(facts.get("model", "")) or None,
            serial=told(facts.get("serial", "")) or None,
            chemistry=told(facts.get("technology", "")) or None,
            design_mwh=energy(designed),
            full_mwh=energy(full),
            cycles=cycles(number(facts.get("charge-cycles", ""))),
        ),
        state=_STATES.get(facts.get("state", "")),
        charge_percent=percent(number(facts.get("percentage", ""))),
        health_percent=health(full, designed),
    )


def _watt_hours(facts: dict[str, str], name: str) -> float | None:
    value = number(facts.get(name, ""))
    return None if value is None or not facts[name].endswith("Wh") else value * 1000


def _lines(text: str) -> Iterator[str]:
    yield from (line[:_WIDEST].rstrip() for line in text[: _MOST_LINES * _WIDEST].splitlines()[:_MOST_LINES])
