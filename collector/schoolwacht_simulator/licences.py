"""What the school bought, against what is installed: some titles short, some exact, some with seats to spare.

Written as the table that `schoolwacht licence import` reads.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from schoolwacht_simulator.device import SimulatedDevice

HEAD = ("titel", "uitgever", "soort", "aantal", "geldig tot", "vestiging")
_SHORT = {"Adobe Photoshop": 2}
"""Titles of which so many seats are missing."""
_NOTHING = frozenset({"WinRAR", "TeamViewer"})
"""Titles that nobody bought: free at home, paid at school, or paid for good."""
_EXPIRED = frozenset({"Kurzweil 3000"})
_SPARE = {"AutoCAD": 5, "SMART Learning Suite": 3, "SketchUp Pro": 2, "Microsoft Office": 10}
_SCHOOL = frozenset({"Microsoft 365 Apps", "Minecraft Education"})
"""Bought for the school as a whole."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A paid title: on which machines it stands, and how many of them are covered."""

    title: str
    publisher: str
    keys: tuple[str, ...]
    covered: int


def standings(devices: Iterable[SimulatedDevice]) -> tuple[Standing, ...]:
    """Every paid title that is installed somewhere, by title."""
    found: dict[str, dict[str, str]] = {}
    for device in devices:
        for program in device.programs:
            if program.title:
                found.setdefault(program.title, {})[device.key] = program.publisher
    return tuple(_standing(title, keys) for title, keys in sorted(found.items()))


def _standing(title: str, keys: dict[str, str]) -> Standing:
    covered = len(keys)
    if title in _NOTHING or title in _EXPIRED:
        covered = 0
    elif title in _SHORT:
        covered = max(0, len(keys) - _SHORT[title])
    return Standing(title, next(iter(keys.values())), tuple(keys), covered)


def entitlements(titles: Iterable[Standing], begins: datetime) -> str:
    """The table, as CSV."""
    text = StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\n")
    table.writerow(HEAD)
    ended = (begins - timedelta(days=54)).strftime("%d/%m/%Y")
    ends = (begins + timedelta(days=280)).strftime("%d/%m/%Y")
    for one in titles:
        if one.title in _SCHOOL:
            table.writerow((one.title, one.publisher, "school", "onbeperkt", ends, ""))
        elif one.title in _EXPIRED:
            table.writerow((one.title, one.publisher, "toestel", len(one.keys), ended, ""))
        elif one.covered:
            seats = one.covered + _SPARE.get(one.title, 0)
            table.writerow((one.title, one.publisher, "toestel", seats, ends, ""))
    return text.getvalue()
