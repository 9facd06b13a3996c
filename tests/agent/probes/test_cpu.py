"""Shares of processor time."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.probe import NoData, Probe, Reading, Surroundings
from schoolwacht_agent.probes.cpu import PROBE, Meter, Times, look, readings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agent.probes.conftest import Live


def shares(found: Iterable[Reading]) -> dict[str, float]:
    return {reading.gauge.field.removeprefix("usage_"): reading.value for reading in found}


def test_the_time_between_two_looks_is_shared_out() -> None:
    found = shares(readings(Times(user=100, idle=900), Times(user=125, idle=970, iowait=5)))

    assert found["user"] == 25
    assert found["idle"] == 70
    assert found["iowait"] == 5
    assert found["active"] == 30


def test_a_guest_is_not_counted_twice() -> None:
    found = shares(readings(Times(), Times(user=60, guest=40, idle=40)))

    assert found["user"] == 20
    assert found["guest"] == 40
    assert found["active"] == 60


def test_time_that_the_kernel_takes_back_is_no_negative_share() -> None:
    found = shares(readings(Times(iowait=10, idle=5), Times(iowait=8, idle=15)))

    assert found["iowait"] == 0
    assert found["idle"] == 100


def test_the_first_run_only_starts_the_count(surroundings: Surroundings) -> None:
    looks = iter([Times(idle=1), Times(idle=2)])
    meter = Meter(lambda: next(looks))

    with pytest.raises(NoData):
        meter.take(surroundings)
    assert shares(meter.take(surroundings))["idle"] == 100


def test_two_looks_in_the_same_moment_tell_nothing() -> None:
    with pytest.raises(NoData):
        list(readings(Times(user=1), Times(user=1)))


def test_every_point_is_of_the_whole_machine() -> None:
    assert {reading.tags for reading in readings(Times(), Times(idle=1))} == {(("cpu", "cpu-total"),)}


seconds = st.floats(0, 1e9)
times = st.builds(Times, **{field.name: seconds for field in fields(Times)})


@settings(deadline=None)
@given(times, times)
def test_no_share_is_less_than_nothing_or_more_than_all(before: Times, after: Times) -> None:
    try:
        found = shares(readings(before, after))
    except NoData:
        return
    assert all(-1e-6 <= share <= 100 + 1e-6 for share in found.values())


def test_it_keeps_its_word_here(live: Live) -> None:
    nothing_yet = Times()
    looks = iter([nothing_yet, look()])
    meter = Meter(lambda: next(looks))
    with pytest.raises(NoData):
        list(meter.take(Surroundings.__new__(Surroundings)))

    found = live(Probe(PROBE.name, PROBE.every, PROBE.emits, meter.take))

    assert len(found) == len(PROBE.emits)
