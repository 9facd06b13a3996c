"""How full the batteries are and how much they can still hold. Linux; computers without one have nothing to say."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import power_supply
from schoolwacht_agent.probe import Column, Gauge, Kind, NoData, Probe, Reading, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schoolwacht_agent.platforms.power_supply import Battery

_TAGS = ("battery",)
CHARGE = Gauge("battery.charge_percent", "%", "How full the battery is.", _TAGS, decimals=1)
HEALTH = Gauge("battery.health_percent", "%", "What it holds when full, of its design.", _TAGS, decimals=1)
CYCLES = Gauge("battery.cycles", "1", "Times it was emptied and filled, by its own count.", _TAGS)
PLUGGED = Gauge("battery.plugged", "1", "1 if the computer is fed from the wall, 0 if from the battery.", _TAGS)
BATTERIES = Table(
    "batteries",
    "Every battery of the computer itself; those of mice and keyboards are left out.",
    {
        "name": Column(Kind.TEXT, "Name of the battery, for example BAT0."),
        "maker": Column(Kind.TEXT, "Who made it."),
        "model": Column(Kind.TEXT, "Model as its maker writes it."),
        "technology": Column(Kind.TEXT, "Chemistry, for example Li-ion."),
        "design_mwh": Column(Kind.INTEGER, "Energy it was designed to hold.", "mWh"),
        "full_mwh": Column(Kind.INTEGER, "Energy it holds when full.", "mWh"),
        "cycles": Column(Kind.INTEGER, "Times it was emptied and filled, by its own count.", "1"),
        "health_percent": Column(Kind.REAL, "What it holds when full, of what it was designed for.", "%"),
    },
    key=("name",),
)


def findings(batteries: Iterable[Battery]) -> Iterator[Reading | Row]:
    """A row for each battery, and a reading for each number that it gives."""
    for one in batteries:
        health = None if one.health_percent is None else round(one.health_percent, 1)
        yield BATTERIES(
            name=one.name,
            maker=one.maker,
            model=one.model,
            technology=one.technology,
            design_mwh=one.design_mwh,
            full_mwh=one.full_mwh,
            cycles=one.cycles,
            health_percent=health,
        )
        numbers = ((CHARGE, one.charge_percent), (HEALTH, health), (CYCLES, one.cycles), (PLUGGED, one.plugged))
        for gauge, value in numbers:
            if value is not None:
                yield gauge(float(value), battery=one.name)


def look(folder: Path) -> list[Reading | Row]:
    """What the batteries say. No row is an answer too: the battery was taken out."""
    if not folder.is_dir():
        raise NoData(f"this machine has no {folder}")
    return list(findings(power_supply.batteries(folder)))


PROBE = Probe(
    "battery",
    timedelta(minutes=5),
    (CHARGE, HEALTH, CYCLES, PLUGGED, BATTERIES),
    lambda _: look(Path("/sys/class/power_supply")),
    about="How full the batteries are and how much they still hold.",
)
