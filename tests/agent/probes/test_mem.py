"""Memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.probe import NoData, Reading
from schoolwacht_agent.probes.mem import PROBE, Memory, readings

if TYPE_CHECKING:
    from agent.probes.conftest import Live


def test_shares_are_of_the_whole_memory() -> None:
    found = {reading.gauge.name: reading.value for reading in readings(Memory(total=8, available=6, used=2, free=1))}

    assert found["mem.used_percent"] == 25
    assert found["mem.available_percent"] == 75


def test_what_the_system_does_not_count_is_left_out() -> None:
    names = {reading.gauge.field for reading in readings(Memory(total=8, available=6, used=2, free=1, cached=0))}

    assert names == {"total", "available", "used", "free", "cached", "used_percent", "available_percent"}


def test_a_machine_without_memory_is_not_believed() -> None:
    with pytest.raises(NoData):
        list(readings(Memory(total=0, available=0, used=0, free=0)))


def test_it_keeps_its_word_here(live: Live) -> None:
    values = {found.gauge.field: found.value for found in live(PROBE) if isinstance(found, Reading)}

    assert 0 < values["available"] <= values["total"]
    assert 0 < values["used_percent"] <= 100
