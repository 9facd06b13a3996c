"""Writes the days without lessons in Flanders as the library `holidays` knows them: `make school-days`.

The collector reads the file: the library itself takes 15 MiB of memory in each of its processes.
"""

from __future__ import annotations

import json
from pathlib import Path

import holidays

FILE = Path(__file__).resolve().parents[1] / "collector" / "schoolwacht_collector" / "data" / "flemish_days_off.json"
YEARS = range(2022, 2041)


def days_off() -> dict[str, list[str]]:
    """The days by year, public holidays and school holidays."""
    found = {}
    for year in YEARS:
        days = holidays.country_holidays("BE", subdiv="Flemish", categories=("public", "school"), years=year)
        found[str(year)] = sorted(day.isoformat() for day in days)
    return found


def text() -> str:
    """The content of the file."""
    return json.dumps(days_off(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
