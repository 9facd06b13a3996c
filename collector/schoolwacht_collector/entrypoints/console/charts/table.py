"""A chart as a table, for who cannot see it and for who wants the numbers: lowest, mean and highest of each hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from schoolwacht_collector.entrypoints.console.charts.draw import Chart


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch of time of one line."""

    since: datetime
    label: str
    lowest: str
    mean: str
    highest: str


def rows(chart: Chart, zone: ZoneInfo) -> list[Row]:
    """Newest first: hours for up to two days, else days; without data no row."""
    start = _start_of_hour if chart.until - chart.since <= timedelta(days=2) else _start_of_day
    found = [
        Row(since, line.label, *(chart.value_text(value) for value in (min(values), fmean(values), max(values))))
        for line in chart.lines
        for since, values in _grouped(line.points, start, zone).items()
    ]
    return sorted(found, key=lambda row: row.since, reverse=True)


def _grouped(
    points: Sequence[tuple[datetime, float]], start: Callable[[datetime], datetime], zone: ZoneInfo
) -> dict[datetime, list[float]]:
    groups: dict[datetime, list[float]] = defaultdict(list)
    for moment, value in points:
        groups[start(moment.astimezone(zone))].append(value)
    return groups


def _start_of_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _start_of_day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
