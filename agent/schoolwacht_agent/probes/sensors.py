"""How warm the computer's chips are and how fast its fans turn, in Telegraf's names (plugin inputs.sensors). Linux."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import hwmon
from schoolwacht_agent.probe import Gauge, NoData, Probe, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schoolwacht_agent.platforms.hwmon import Input

_TAGS = ("chip", "feature")
TEMPERATURE = Gauge("sensors.temp_input", "Cel", "Temperature of a chip or a spot on the board.", _TAGS, decimals=1)
FAN = Gauge("sensors.fan_input", "1/min", "Turns of a fan in a minute; 0 is a fan that stands still.", _TAGS)
_GAUGES = {"temp": TEMPERATURE, "fan": FAN}


def readings(inputs: Iterable[Input]) -> Iterator[Reading]:
    """One reading for each input."""
    for found in inputs:
        yield _GAUGES[found.kind](found.value, chip=found.chip, feature=found.feature)


def look(folder: Path) -> list[Reading]:
    """What can be measured here; virtual machines have nothing."""
    found = list(readings(hwmon.inputs(folder)))
    if not found:
        raise NoData("this machine shows no temperature and no fan")
    return found


PROBE = Probe(
    "sensors",
    timedelta(seconds=60),
    (TEMPERATURE, FAN),
    lambda _: look(Path("/sys/class/hwmon")),
    about="How warm the chips are and how fast the fans turn.",
)
