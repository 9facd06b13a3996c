"""Swap space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.probes.swap import PROBE, Swap, readings

if TYPE_CHECKING:
    from agent.probes.conftest import Live


def test_the_share_is_of_the_swap_space() -> None:
    found = {
        reading.gauge.name: reading.value
        for reading in readings(Swap(total=4096, used=1024, free=3072, moved_in=8, moved_out=16))
    }

    assert found == {
        "swap.total": 4096,
        "swap.used": 1024,
        "swap.free": 3072,
        "swap.used_percent": 25,
        "swap.in": 8,
        "swap.out": 16,
    }


def test_no_swap_is_nought_percent_of_it() -> None:
    found = {reading.gauge.field: reading.value for reading in readings(Swap(0, 0, 0, 0, 0))}

    assert found["used_percent"] == 0


def test_it_keeps_its_word_here(live: Live) -> None:
    assert len(live(PROBE)) == len(PROBE.emits)
