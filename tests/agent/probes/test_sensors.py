"""How warm the chips are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.hwmon import Input
from schoolwacht_agent.probe import NoData
from schoolwacht_agent.probes.sensors import PROBE, look, readings

if TYPE_CHECKING:
    from pathlib import Path

    from agent.probes.conftest import Live


def test_an_input_becomes_a_reading_in_the_names_of_telegraf() -> None:
    warm, fan = readings(
        [Input("coretemp-isa-0000", "core_0", "temp", 45.5), Input("it87-isa-0a30", "fan1", "fan", 900)]
    )

    assert (warm.gauge.name, warm.value) == ("sensors.temp_input", 45.5)
    assert warm.tags == (("chip", "coretemp-isa-0000"), ("feature", "core_0"))
    assert (fan.gauge.name, fan.value) == ("sensors.fan_input", 900)


def test_a_machine_without_any_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoData, match="no temperature"):
        look(tmp_path)


def test_it_keeps_its_word_here(live: Live) -> None:
    live(PROBE)
