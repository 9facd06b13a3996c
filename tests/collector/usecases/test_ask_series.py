from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from collector.numbers import Away, Counting, course, store
from collector.school import NOW, device, ms
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.rule import Course, Trend
from schoolwacht_collector.domain.series import Window
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.ask_series import HOUR_MS, NoSeries, RememberedWindows, SeriesWindows, courses

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
FULL = "disk.used_percent"
TREND = Trend((FULL,), over=5 * DAY, every=DAY, aggregate="max")
SRV: Mapping[str, Device] = {"srv": device("srv")}


def asked(
    series: SeriesWindows, trend: Trend = TREND, now: datetime = NOW, devices: Mapping[str, Device] = SRV
) -> list[Course]:
    return list(courses(series, trend, devices, now, of_all=True))


def days(*values: float, until: datetime = NOW - HOUR) -> dict[datetime, float]:
    return {until - DAY * (len(values) - 1 - place): value for place, value in enumerate(values)}


def test_each_device_and_tag_set_has_a_course_of_buckets() -> None:
    series = store(
        course("srv", FULL, days(1, 2, 3), path="/"),
        course("srv", FULL, days(4, 5), path="/srv"),
        course("gone", FULL, days(6), path="/"),
    )
    found = {one.tags["path"]: one.lines[FULL] for one in asked(series)}
    assert {path: [value for _, value in points] for path, points in found.items()} == {"/": [1, 2, 3], "/srv": [4, 5]}
    assert all(at.hour == at.minute == 0 for at, _ in found["/"])


def test_several_metrics_of_one_tag_set_are_one_course() -> None:
    trend = Trend(("mem.available_percent", "swap.used_percent"), over=DAY, every=HOUR)
    series = store(
        course("srv", "mem.available_percent", {NOW - 2 * HOUR: 5}),
        course("srv", "swap.used_percent", {NOW - 2 * HOUR: 50, NOW - 3 * HOUR: 40}),
    )
    (one,) = asked(series, trend)
    assert {metric: len(points) for metric, points in one.lines.items()} == {
        "mem.available_percent": 1,
        "swap.used_percent": 2,
    }


def test_old_numbers_are_no_answer() -> None:
    fresh = store(course("srv", FULL, days(1, 2, until=NOW - 2 * DAY)))
    stale = store(course("srv", FULL, days(1, 2, until=NOW - 4 * DAY)))
    assert len(asked(fresh)) == 1
    assert asked(stale) == []


def test_windows_end_on_the_hour_and_begin_with_a_whole_bucket() -> None:
    series = Counting(store())
    asked(series, now=NOW + timedelta(minutes=59))
    (window,) = series.asked
    assert (window.until_ms, window.aggregate) == (ms(NOW), "max")
    assert window.since_ms % (24 * HOUR_MS) == 0
    assert window.until_ms - window.since_ms >= 5 * 24 * HOUR_MS


def test_of_some_devices_each_is_asked_and_of_very_many_all_at_once() -> None:
    for count, windows in ((3, 3), (201, 1)):
        series = Counting(store())
        devices = {f"pc{n}": device(f"pc{n}") for n in range(count)}
        assert list(courses(series, TREND, devices, NOW, of_all=False)) == []
        assert len(series.asked) == windows


def test_the_same_is_asked_once_an_hour() -> None:
    counting = Counting(store(course("srv", FULL, days(1, 2))))
    remembered = RememberedWindows(counting)
    for minutes in (0, 1, 59):
        assert asked(remembered, now=NOW + timedelta(minutes=minutes)) == asked(counting.inner)
    assert len(counting.asked) == 1
    asked(remembered, now=NOW + HOUR)
    assert len(counting.asked) == 2


def test_what_differs_in_anything_is_asked_anew() -> None:
    counting = Counting(store())
    remembered = RememberedWindows(counting)
    windows = [
        Window(FULL, 0, 9, every_ms=3),
        Window("disk.free", 0, 9, every_ms=3),
        Window(FULL, 1, 9, every_ms=3),
        Window(FULL, 0, 8, every_ms=3),
        Window(FULL, 0, 9, every_ms=4),
        Window(FULL, 0, 9, every_ms=3, device_id="srv"),
        Window(FULL, 0, 9, every_ms=3, tags={"path": "/"}),
        Window(FULL, 0, 9, every_ms=3, aggregate="max"),
    ]
    for window in [*windows, *windows]:
        remembered.window(window)
    assert counting.asked == windows


def test_that_the_store_was_away_is_not_remembered() -> None:
    away = Away()
    remembered = RememberedWindows(away)
    for _ in range(2):
        with pytest.raises(Busy):
            asked(remembered)
    assert away.asked == 2


def test_without_a_store_nothing_is_found() -> None:
    assert asked(NoSeries()) == []
