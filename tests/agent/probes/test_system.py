"""Load and time since the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.probe import Reading
from schoolwacht_agent.probes.system import PROBE, System, readings

if TYPE_CHECKING:
    from agent.probes.conftest import Live


def test_load_threads_and_uptime_are_told() -> None:
    found = {reading.gauge.name: reading.value for reading in readings(System((0.5, 0.25, 0.125), 4, 3600.9))}

    assert found == {
        "system.load1": 0.5,
        "system.load5": 0.25,
        "system.load15": 0.125,
        "system.n_cpus": 4,
        "system.uptime": 3600,
    }


def test_a_system_that_keeps_no_load_tells_the_rest() -> None:
    assert [reading.gauge.field for reading in readings(System(None, None, 1.0))] == ["uptime"]


def test_nobody_is_counted() -> None:
    assert not any("user" in emitted.name for emitted in PROBE.emits)


def test_it_keeps_its_word_here(live: Live) -> None:
    values = {found.gauge.field: found.value for found in live(PROBE) if isinstance(found, Reading)}

    assert values["uptime"] > 0
    assert values["n_cpus"] >= 1
