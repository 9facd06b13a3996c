from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from collector.adapters.frames import at, moment, window
from schoolwacht_collector.adapters import gathering
from schoolwacht_collector.adapters.gathering import Gathering, matches


def test_the_last_value_given_for_a_moment_stays() -> None:
    gathered = Gathering(window("m.f"))
    gathered.line("d", ()).update({at(1): 1.0})
    gathered.line("d", ()).update({at(0): 0.0, at(1): 2.0})
    (series,) = gathered.series()
    assert series.points == ((moment(0), 0.0), (moment(1), 2.0))


def test_a_series_without_points_is_none() -> None:
    gathered = Gathering(window("m.f"))
    gathered.line("d", ())
    assert not gathered.series()


def test_series_are_in_order_of_device_then_tags() -> None:
    gathered = Gathering(window("m.f"))
    for device, tags in (("b", ()), ("a", (("path", "/x"),)), ("a", ()), ("a", (("path", "/"),))):
        gathered.line(device, tags)[at(0)] = 1.0
    assert [(series.device_id, dict(series.tags)) for series in gathered.series()] == [
        ("a", {}),
        ("a", {"path": "/"}),
        ("a", {"path": "/x"}),
        ("b", {}),
    ]


def test_buckets_hold_before_1970_too() -> None:
    gathered = Gathering(window("m.f", every=1))
    gathered.line("d", ()).update({-1: 1.0, -60_000: 2.0, 0: 3.0})
    (series,) = gathered.series()
    assert series.points == ((gathering.moment(-60_000), 1.0), (datetime(1970, 1, 1, tzinfo=UTC), 3.0))


@given(st.integers(-(2**43), 2**43))
def test_a_moment_is_exact(at_ms: int) -> None:
    assert gathering.moment(at_ms) - datetime(1970, 1, 1, tzinfo=UTC) == timedelta(milliseconds=at_ms)


def test_tags_match_when_all_that_is_wanted_is_there() -> None:
    tags = (("fstype", "ext4"), ("path", "/"))
    assert matches(tags, {})
    assert matches(tags, {"path": "/"})
    assert matches(tags, {"path": "/\0", "mode": ""})
    assert not matches(tags, {"path": ""})
    assert not matches(tags, {"path": "/", "mode": "rw"})
