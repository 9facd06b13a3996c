from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from collector.entrypoints.console.charts.test_draw import CHART, SINCE
from schoolwacht_collector.entrypoints.console.charts.draw import Line
from schoolwacht_collector.entrypoints.console.charts.table import rows

BRUSSELS = ZoneInfo("Europe/Brussels")


def test_a_day_is_told_by_the_hour_newest_first() -> None:
    found = rows(CHART, BRUSSELS)
    assert len(found) == 24
    assert (found[0].lowest, found[0].mean, found[0].highest) == ("20 %", "50 %", "79 %")
    assert found[0].since > found[-1].since


def test_a_week_is_told_by_the_day_and_hours_without_data_are_left_out() -> None:
    points = [(SINCE - timedelta(days=5), 10.0), (SINCE, 30.0)]
    week = replace(CHART, since=SINCE - timedelta(days=6), lines=(Line(points, "in"),))
    assert [(row.label, row.mean) for row in rows(week, BRUSSELS)] == [("in", "30 %"), ("in", "10 %")]


def test_a_year_is_told_by_the_month_with_the_extremes_of_each_day() -> None:
    days = [SINCE - timedelta(days=number) for number in (40, 5, 3, 0)]
    means, lows, highs = ([(at, value) for at in sorted(days)] for value in (30.0, 2.0, 95.0))
    year = replace(CHART, since=SINCE - timedelta(days=365), lines=(Line(means, low=lows, high=highs),))
    found = rows(year, BRUSSELS)
    assert [(f"{row.since:%d/%m}", row.lowest, row.mean, row.highest) for row in found] == [
        ("01/11", "2 %", "30 %", "95 %"),
        ("01/10", "2 %", "30 %", "95 %"),
    ]
