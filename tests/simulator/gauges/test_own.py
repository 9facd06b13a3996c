from __future__ import annotations

from schoolwacht_simulator.gauges import own
from schoolwacht_simulator.gauges.own import SAMPLES_A_BATCH, Counters
from simulator.gauges.moments import now, read
from simulator.story import MONDAY, TUESDAY, at, machine


def test_what_the_agent_counted_is_what_it_says() -> None:
    device, counters = machine("sec-pc01"), Counters()
    counters.pushes, counters.failures, counters.refused = 12, 3, 1
    counters.spool_batches, counters.spool_bytes = 4, 900
    found = read(own.agent(device, counters), now(device, at(TUESDAY, 10)))
    assert found["schoolwacht_agent.pushes"] == 12
    assert found["schoolwacht_agent.push_failures"] == 3
    assert found["schoolwacht_agent.refused_batches"] == 1
    assert (found["schoolwacht_agent.spool_batches"], found["schoolwacht_agent.spool_bytes"]) == (4, 900)
    assert found["schoolwacht_agent.dropped_samples"] == 0
    assert found["schoolwacht_agent.cpu_seconds"] < 60


def test_a_machine_without_room_for_its_spool_loses_ten_batches_an_hour_from_then_on() -> None:
    device = machine("ler-pc01")
    assert own.dropped_batches(device, now(device, at(MONDAY, 10))) == 0
    assert own.dropped_batches(device, now(device, at(TUESDAY, 12), up=4 * 3600)) == 20
    found = read(own.agent(device, Counters()), now(device, at(TUESDAY, 12), up=4 * 3600))
    assert found["schoolwacht_agent.dropped_batches"] == 20
    assert found["schoolwacht_agent.dropped_samples"] == 20 * SAMPLES_A_BATCH


def test_every_job_has_its_numbers() -> None:
    device = machine("srv-bestanden")
    meter = own.backups(device)
    assert len(meter.shapes) == len(device.ailments.jobs) == 5
    numbers = meter.numbers(now(device, at(MONDAY, 10)))
    assert numbers[::3] == [1] * 5
    assert all(0 <= age < 8 * 86_400 for age in numbers[1::3])


def test_a_machine_without_jobs_says_nothing_of_backups() -> None:
    meter = own.backups(machine("sec-pc01"))
    assert (meter.shapes, meter.numbers(now(machine("sec-pc01"), at(MONDAY, 10)))) == ((), [])
