r"""Batteries out of WMI: the classes of their driver in root\wmi, and Win32_Battery where those say nothing.

Of the driver come design capacity, maker and serial number (BatteryStaticData), what a full charge holds
(BatteryFullChargedCapacity) and the cycles (BatteryCycleCount; many packs say 0, which means that they do not count).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schoolwacht_agent.platforms.machine_parts import Pack
from schoolwacht_agent.platforms.smbios.codes import CHEMISTRIES
from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of, number_of, told_of

STATIC = ("InstanceName", "Tag", "DeviceName", "ManufactureName", "SerialNumber", "DesignedCapacity", "Chemistry")
FULL = ("InstanceName", "FullChargedCapacity")
CYCLES = ("InstanceName", "CycleCount")
WIN32 = ("DeviceID", "Name", "Chemistry", "DesignCapacity", "FullChargeCapacity", "Manufacturer", "PNPDeviceID")
_MOST_MWH = 1_000_000
_MOST_CYCLES = 100_000
# The four letters of BATTERY_INFORMATION.Chemistry (batclass.h), low byte first.
_LETTERS = {
    "PBAC": "Lead Acid",
    "LION": "Lithium-ion",
    "LI-I": "Lithium-ion",
    "NICD": "Nickel Cadmium",
    "NIMH": "Nickel metal hydride",
    "NIZN": "Nickel Zinc",
    "RAM": "Rechargeable alkaline",
    "LIP": "Lithium Polymer",
    "LIPO": "Lithium Polymer",
    "LIPP": "Lithium Polymer",
}


def packs(
    static: Iterable[Row], full: Iterable[Row] = (), cycles: Iterable[Row] = (), win32: Iterable[Row] = ()
) -> tuple[Pack, ...]:
    """The packs that the driver knows; else those that Windows shows."""
    charges = _by_instance(full, "FullChargedCapacity")
    counts = _by_instance(cycles, "CycleCount")
    found: list[Pack] = []
    for row in static:
        instance = line_of(row, "InstanceName").casefold()
        found.append(
            Pack(
                name=f"battery {len(found)}",
                maker=told_of(row, "ManufactureName"),
                model=told_of(row, "DeviceName"),
                serial=told_of(row, "SerialNumber"),
                chemistry=_chemistry(row),
                design_mwh=_energy(number_of(row, "DesignedCapacity")),
                full_mwh=_energy(charges.get(instance)),
                cycles=_cycles(counts.get(instance)),
            )
        )
    return tuple(found) or tuple(shown(row, place) for place, row in enumerate(win32))


def shown(row: Row, place: int = 0) -> Pack:
    """A battery as Win32_Battery or Win32_PortableBattery shows it."""
    return Pack(
        name=f"battery {place}",
        maker=told_of(row, "Manufacturer"),
        model=told_of(row, "Name"),
        chemistry=CHEMISTRIES.get(number_of(row, "Chemistry") or 0),
        design_mwh=_energy(number_of(row, "DesignCapacity")),
        full_mwh=_energy(number_of(row, "FullChargeCapacity")),
    )


def _by_instance(rows: Iterable[Row], name: str) -> Mapping[str, int]:
    return {
        line_of(row, "InstanceName").casefold(): number for row in rows if (number := number_of(row, name)) is not None
    }


def _energy(number: int | None) -> int | None:
    return number if number and number <= _MOST_MWH else None


def _cycles(number: int | None) -> int | None:
    return number if number and number <= _MOST_CYCLES else None


def _chemistry(row: Row) -> str | None:
    number = number_of(row, "Chemistry") or 0
    letters = number.to_bytes(8, "little")[:4].rstrip(b"\0 ").decode("latin-1").upper()
    return _LETTERS.get(letters)
