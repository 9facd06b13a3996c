from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from collector.adapters.frames import PC, dictionary, disk
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.domain.series import Frame, Shape
from schoolwacht_collector.entrypoints.console.charts.spans import SPANS
from schoolwacht_collector.entrypoints.console.views.look import look_at, mirrored

NOW = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
BYTES = Shape("net", (("interface", "eth0"),), ("bytes_recv",), (0,))


def stored(points: Sequence[tuple[timedelta, int]], shape: Shape) -> MemorySeries:
    """A store with numbers taken so long before now."""
    store = MemorySeries()
    frames = [Frame(PC, dictionary(shape), round((NOW - ago).timestamp() * 1000), (number,)) for ago, number in points]
    assert not store.append(frames)
    return store


@pytest.mark.parametrize("name", SPANS)
def test_every_span_asks_for_about_as_many_points_as_a_telephone_is_wide(name: str) -> None:
    span = SPANS[name]
    every = [(span.length / 2000 * number, number) for number in range(2000)]
    (course,) = look_at(stored(every, disk("/")), PC.device_id, span, NOW).courses("disk.used_percent")
    assert 150 < len(course.points) < 380
    moments = [at for at, _ in course.points]
    assert moments == sorted(set(moments))
    assert NOW - span.length <= moments[0]
    assert moments[-1] <= NOW
    assert all(
        low[1] <= mean[1] <= high[1] for low, mean, high in zip(course.low, course.points, course.high, strict=True)
    )


def test_what_is_left_turns_round_with_its_extremes() -> None:
    store = stored([(timedelta(minutes=ago), number * 100) for ago, number in ((3, 90), (4, 20))], disk("/"))
    (course,) = look_at(store, PC.device_id, SPANS["week"], NOW).courses("disk.used_percent")
    used = mirrored(course)
    assert [one[0][1] for one in (used.low, used.points, used.high)] == [10.0, 45.0, 80.0]


def test_a_counter_over_a_year_is_not_compared_across_a_night() -> None:
    hours = [(timedelta(days=300, hours=-hour), hour * 3600) for hour in range(4)]
    next_day = [(timedelta(days=299, hours=-hour), 90_000 + hour * 3600) for hour in range(4)]
    ((tags, points),) = look_at(stored([*hours, *next_day], BYTES), PC.device_id, SPANS["year"], NOW).rates(
        "net.bytes_recv"
    )
    assert tags == {"interface": "eth0"}
    assert [value for _, value in points] == pytest.approx([1.0, 1.0])


def test_a_metric_that_nobody_measured_has_no_course() -> None:
    look = look_at(MemorySeries(), PC.device_id, SPANS["day"], NOW)
    assert look.courses("disk.used_percent") == []
    assert look.rates("net.bytes_recv") == []
