from __future__ import annotations

from schoolwacht_simulator.gauges import memory
from simulator.gauges.moments import now, read
from simulator.story import MONDAY, TUESDAY, WEDNESDAY, at, machine, school


def test_a_healthy_machine_has_memory_left_whatever_it_does() -> None:
    for device in school().devices:
        if device.ailments.memory_short_ms is None:
            for hour in (9, 11, 14):
                found = read(memory.meter(device), now(device, at(TUESDAY, hour)))
                assert found["mem.available_percent"] > 15, device.key
                assert found["swap.used_percent"] < 10, device.key


def test_a_machine_that_is_short_of_memory_swaps_all_day_from_then_on() -> None:
    device = machine("dir-pc01")
    before = read(memory.meter(device), now(device, at(MONDAY, 10)))
    after = read(memory.meter(device), now(device, at(WEDNESDAY, 10)))
    assert before["swap.used_percent"] < 10
    assert after["swap.used_percent"] > 70
    assert after["mem.available_percent"] < 6
    assert after["swap.in"] > before["swap.in"]


def test_fields_are_those_that_each_system_knows() -> None:
    moment = at(TUESDAY, 10)
    windows, linux, mac = (
        set(read(memory.meter(machine(key)), now(machine(key), moment)))
        for key in ("sec-pc01", "srv-bestanden", "m005-mac01")
    )
    assert "mem.cached" in linux - windows - mac
    assert "mem.wired" in mac - linux - windows
