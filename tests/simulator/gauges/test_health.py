from __future__ import annotations

from itertools import pairwise

from schoolwacht_simulator.gauges import health
from simulator.gauges.moments import now, read
from simulator.story import MONDAY, TUESDAY, WEDNESDAY, at, machine, school

COUNTS = ("reallocated_sectors_count", "pending_sector_count", "uncorrectable_errors", "uncorrectable_sector_count")


def smart(key: str, ms: int, place: int = 0) -> dict[str, float]:
    device = machine(key)
    return read(health.meters(device)[1 + place], now(device, ms))


def test_a_failing_disk_counts_more_and_more_bad_sectors() -> None:
    before, first, later = (smart("m103-pc01", ms) for ms in (at(MONDAY, 10), at(TUESDAY, 10, 5), at(WEDNESDAY, 10, 5)))
    assert all(before[f"smart_device.{name}"] == 0 for name in COUNTS)
    assert first["smart_device.pending_sector_count"] > 0
    assert all(later[f"smart_device.{name}"] > first[f"smart_device.{name}"] for name in COUNTS)


def test_no_other_disk_fails_or_is_worn() -> None:
    for device in school().devices:
        for place, disk in enumerate(device.machine.disks):
            found = smart(device.key, at(WEDNESDAY, 10), place)
            if device.key != "m103-pc01":
                assert all(found.get(f"smart_device.{name}", 0) == 0 for name in COUNTS), device.key
            if device.key != "t002-pc01":
                assert found.get("smart_device.percentage_used", 0) < 50, device.key
            assert found["smart_device.health_ok"] == 1
            assert ("smart_device.spin_retry_count" in found) == (disk.kind == "hdd")


def test_hours_of_a_disk_grow_by_how_long_its_machine_is_on() -> None:
    server, pupil = machine("srv-bestanden"), machine("h112-pc01")
    for device, hours in ((server, 240), (pupil, 56)):
        disk = device.machine.disks[0]
        assert health.hours_on(device, disk, 10) - health.hours_on(device, disk, 0) == hours


def test_a_battery_runs_down_and_is_plugged_in_before_it_is_empty() -> None:
    device = machine("kar1-lt02")
    meter = health.meters(device)[-1]
    day = [read(meter, now(device, at(TUESDAY, 16), up)) for up in range(0, 8 * 3600, 60)]
    charge = [one["battery.charge_percent"] for one in day]
    assert charge[0] == 100
    assert min(charge) > 10
    assert all(0 <= one <= 100 for one in charge)
    unplugged = [one["battery.charge_percent"] for one in day if not one["battery.plugged"]]
    assert all(later <= earlier for earlier, later in pairwise(unplugged))
    assert day[-1]["battery.plugged"] == 1


def test_only_laptops_have_a_battery_and_only_one_is_worn() -> None:
    worn = set()
    for device in school().devices:
        meters = health.meters(device)
        has = meters[-1].shapes[0].measurement == "battery"
        assert has == (device.machine.battery is not None)
        if has and read(meters[-1], now(device, at(TUESDAY, 9)))["battery.health_percent"] < 60:
            worn.add(device.key)
    assert worn == {"kar1-lt01"}


def test_fans_are_where_there_is_room_for_one() -> None:
    fans = {device.machine.model.chassis for device in school().devices if len(health.meters(device)[0].shapes) > 1}
    assert fans == {"desktop", "tower"}
