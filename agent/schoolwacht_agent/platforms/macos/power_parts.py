"""The battery, out of SPPowerDataType.

A Mac counts charge in mAh; energy is that times the nominal voltage of the pack: 3.8 V for each lithium cell in series,
whose number is told by the voltage now (a cell gives 3.0 to 4.4 V). So mWh here are an estimate, while the share that
is left of the design is as the Mac tells it. Apple silicon prints the share only ("Maximum Capacity: 92%").
"""

from __future__ import annotations

from schoolwacht_agent.platforms.machine_parts import Pack
from schoolwacht_agent.platforms.macos.profile import Item, folded
from schoolwacht_agent.platforms.macos.quantities import whole, yes
from schoolwacht_agent.platforms.placeholders import told

_CELL_VOLT = 3.8
_MOST_CELLS = 8
_MOST_MAH = 100_000
_MOST_CYCLES = 100_000
_FULL = 100


def batteries(items: list[Item]) -> tuple[Pack, ...]:
    """The battery, if one is in it."""
    return tuple(_pack(_merged(item)) for item in items if is_battery(item))


def is_battery(item: Item) -> bool:
    """Whether this part of the section tells of a battery that is there."""
    if folded(item.name) not in ("batteryinformation", "spbatteryinformation"):
        return False
    values = _merged(item)
    installed = yes(values.get("batteryinstalled", "sppowerbatteryinstalled"))
    return installed is not False and bool(values.get(*_CYCLES, *_FULL_CHARGE, *_DEVICE, *_HEALTH))


_CYCLES = ("cyclecount", "sppowerbatterycyclecount")
_FULL_CHARGE = ("fullchargecapacitymah", "sppowerbatterymaxcapacity", "sppowerbatteryfullchargecapacity")
_DESIGN = ("designcapacitymah", "sppowerbatterydesigncapacity")
_DEVICE = ("devicename", "sppowerbatterydevicename")
_HEALTH = ("maximumcapacity", "sppowerbatteryhealthmaximumcapacity")
_VOLTAGE = ("voltagemv", "sppowercurrentvoltage")


def _merged(item: Item) -> Item:
    """All values of a thing and of what is in it, the outer ones first."""
    merged = Item(item.name)
    for one in item.walk():
        for key, value in one.values.items():
            merged.values.setdefault(key, value)
    return merged


def _pack(item: Item) -> Pack:
    full = _between(whole(item.get(*_FULL_CHARGE)), _FULL + 1, _MOST_MAH)
    design = _between(whole(item.get(*_DESIGN)), _FULL + 1, _MOST_MAH)
    share = _between(whole(item.get(*_HEALTH)), 1, _FULL)
    if full is not None and design is None and share is not None:
        design = round(full * _FULL / share)
    volt = nominal_volt(whole(item.get(*_VOLTAGE)))
    return Pack(
        name="battery",
        maker=told(item.get("manufacturer", "sppowerbatterymanufacturer")),
        model=told(item.get(*_DEVICE)),
        serial=told(item.get("serialnumber", "sppowerbatteryserialnumber")),
        chemistry=None,
        design_mwh=milliwatt_hours(design, volt),
        full_mwh=milliwatt_hours(full, volt),
        cycles=_between(whole(item.get(*_CYCLES)), 0, _MOST_CYCLES),
    )


def nominal_volt(millivolt: int | None) -> float | None:
    """The voltage that the pack was made for, by the voltage it gives now."""
    cells = 0 if millivolt is None else round(millivolt / 1000 / _CELL_VOLT)
    return cells * _CELL_VOLT if 1 <= cells <= _MOST_CELLS else None


def milliwatt_hours(milliampere_hours: int | None, volt: float | None) -> int | None:
    """Energy of a charge."""
    return None if milliampere_hours is None or volt is None else round(milliampere_hours * volt)


def _between(number: int | None, least: int, most: int) -> int | None:
    return number if number is not None and least <= number <= most else None
