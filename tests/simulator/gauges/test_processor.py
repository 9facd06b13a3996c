from __future__ import annotations

from schoolwacht_simulator.gauges import processor
from simulator.gauges.moments import now, read
from simulator.story import MINUTE_MS, SUNDAY, TUESDAY, at, machine, school


def average_busy(key: str, begins: int, hours: int) -> float:
    drawn = [processor.busy(machine(key), begins + step * 5 * MINUTE_MS) for step in range(12 * hours)]
    return sum(drawn) / len(drawn)


def test_a_class_room_works_in_lessons_and_rests_in_between() -> None:
    pupils = [device for device in school().devices if device.device_class == "shared"]
    lesson, break_time = (
        sum(processor.busy(device, at(TUESDAY, hour, minute)) for device in pupils) / len(pupils)
        for hour, minute in ((9, 0), (12, 30))
    )
    assert lesson > 5 * break_time


def test_a_server_is_quieter_at_night() -> None:
    assert average_busy("srv-bestanden", at(TUESDAY, 9), 5) > average_busy("srv-bestanden", at(SUNDAY, 0), 5)


def test_a_busy_machine_uses_more_of_its_processor() -> None:
    device = machine("h112-pc01")
    moment = now(device, at(TUESDAY, 9))
    idle, worked = (
        read(processor.meter(device), type(moment)(moment.ms, moment.boot_ms, moment.up, moment.days, busy))
        for busy in (0.02, 0.9)
    )
    assert idle["cpu.usage_active"] < worked["cpu.usage_active"] <= 100
    assert idle["processes.total"] <= worked["processes.total"]
    assert worked["system.uptime"] == 3600
    assert worked["system.n_cpus"] == device.machine.model.threads


def test_only_linux_tells_the_states_of_processes() -> None:
    fields = {
        key: set(processor.meter(machine(key)).shapes[2].fields) for key in ("srv-bestanden", "sec-pc01", "m005-mac01")
    }
    assert "sleeping" in fields["srv-bestanden"]
    assert fields["sec-pc01"] == fields["m005-mac01"] == {"total"}
