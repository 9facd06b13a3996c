"""What the agent costs and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.probe import Reading
from schoolwacht_agent.probes.agent_self import PROBE, Footprint, readings

if TYPE_CHECKING:
    from agent.probes.conftest import Live


def test_counters_that_are_kept_are_told_by_name() -> None:
    found = {reading.gauge.name: reading.value for reading in readings(Footprint(42, 1.5, 9), {"dropped_samples": 3})}

    assert found == {
        "schoolwacht_agent.rss_bytes": 42,
        "schoolwacht_agent.cpu_seconds": 1.5,
        "schoolwacht_agent.threads": 9,
        "schoolwacht_agent.dropped_samples": 3,
    }


def test_a_counter_nobody_declared_is_not_told() -> None:
    assert len(list(readings(Footprint(1, 1, 1), {"surprise": 3}))) == 3


def test_it_keeps_its_word_here(live: Live) -> None:
    values = {found.gauge.field: found.value for found in live(PROBE) if isinstance(found, Reading)}

    assert values["rss_bytes"] > 2**20
    assert values["pushes"] == 7
