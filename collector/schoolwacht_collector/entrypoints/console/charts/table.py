"""A chart as a table, for who cannot see it or wants the numbers: lowest, mean and highest of hours, days or months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from schoolwacht_collector.entrypoints.console.charts.draw import Chart

_A_FEW_DAYS, _SOME_WEEKS = timedelta(days=2), timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch of time of one line."""

    since: datetime
    label: str
    lowest: str
    mean: str
    highest: str


def rows(chart: Chart, zone: ZoneInfo) -> list[Row]:
    """Newest first: hours for up to two days, days for some weeks, else months; without data no row."""
    length = chart.until - chart.since
    start = _start_of_hour if length <= _A_FEW_DAYS else _start_of_day if length <= _SOME_WEEKS else _start_of_month
    found: list[Row] = []
    for line in chart.lines:
        lows, highs = (_grouped(points or line.points, start, zone) for points in (line.low, line.high))
        for since, values in _grouped(line.points, start, zone).items():
            three = (min(lows.get(since, values)), fmean(values), max(highs.get(since, values)))
            found.append(Row(since, line.label, *(chart.value_text(value) for value in three)))
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


def _start_of_month(moment: datetime) -> datetime:
    return _start_of_day(moment).replace(day=1)
