"""Processors by WMI."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.machine_parts import Processor
from schoolwacht_agent.platforms.windows import processors
from schoolwacht_agent.platforms.windows.wmi_value import Row

CPU = {
    "Name": "Core  i5-8500 CPU @ 3.00GHz  ",
    "Manufacturer": "GenuineIntel",
    "NumberOfCores": "6",
    "NumberOfLogicalProcessors": "12",
    "MaxClockSpeed": "3000",
}


def test_two_of_a_kind_are_counted_together() -> None:
    assert processors.processors([CPU, CPU]) == (
        Processor("Core i5-8500 CPU @ 3.00GHz", "GenuineIntel", sockets=2, cores=12, threads=24, max_mhz=3000),
    )


def test_an_old_windows_does_not_tell_sockets_from_cores() -> None:
    found = processors.processors([{"Name": "Pentium"}, {"Name": "Pentium"}, {"Manufacturer": "nobody"}])

    assert found == (Processor("Pentium"),)


@settings(max_examples=100)
@given(st.lists(rows_with(*processors.COLUMNS), max_size=4))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    for one in processors.processors(rows):
        assert one.model
        assert one.cores is None or one.cores > 0
