from __future__ import annotations

import pytest

from schoolwacht_simulator.days import midnight_ms
from schoolwacht_simulator.gauges import storage
from schoolwacht_simulator.machines import Volume
from simulator.gauges.moments import now, read
from simulator.story import BEGINS, TUESDAY, at, machine, school

DAY_MS = 86_400_000
START = midnight_ms(BEGINS.date())


def used(key: str, path: str, days: float, up: int = 3600) -> float:
    device = machine(key)
    volume: Volume = next(one for one in device.machine.volumes if one.path == path)
    return storage.usage(device, volume)(now(device, START + int(days * DAY_MS), up))


def test_the_planted_volume_fills_and_passes_its_limit_in_time() -> None:
    assert used("srv-bestanden", "/srv", 0) == pytest.approx(0.58, abs=0.003)
    assert used("srv-bestanden", "/srv", 10) == pytest.approx(0.84, abs=0.003)
    assert used("srv-bestanden", "/srv", 13) > 0.9
    assert used("srv-bestanden", "/srv", 100) == 0.998


def test_healthy_volumes_hardly_grow_in_a_fortnight() -> None:
    full = {fault.subject for fault in school().faults if fault.name.startswith("volume")}
    for device in school().devices:
        if device.key not in full:
            for volume in device.machine.volumes:
                assert used(device.key, volume.path, 14) < 0.8, device.key
                assert used(device.key, volume.path, 14) - used(device.key, volume.path, 0) < 0.01


def test_a_volume_that_is_put_back_at_every_start_does_not_grow_by_the_day() -> None:
    early, late = used("m001-pc01", "C:\\", 0), used("m001-pc01", "C:\\", 400)
    assert late == pytest.approx(early, abs=0.003)


def test_every_volume_disk_and_card_is_measured() -> None:
    device = machine("srv-bestanden")
    points = [shape for meter in storage.meters(device) for shape in meter.shapes]
    assert [point.measurement for point in points] == ["disk"] * 2 + ["diskio"] * 3 + ["net"]
    assert "inodes_used" in points[0].fields
    assert "io_time" in points[2].fields


def test_windows_has_no_inodes_and_names_its_cards() -> None:
    points = [shape for meter in storage.meters(machine("kar1-lt01")) for shape in meter.shapes]
    assert "inodes_used" not in points[0].fields
    assert list(points[-1].tag_values) == ["Wi-Fi"]
    assert [storage.card_name(machine(key)) for key in ("sec-pc01", "m005-mac01", "srv-bestanden")] == [
        "Ethernet", "en0", "eno1",
    ]  # fmt: skip


def test_traffic_climbs_from_the_start_of_the_machine() -> None:
    device = machine("sec-pc01")
    card = storage.meters(device)[-1]
    early, late = (read(card, now(device, at(TUESDAY, 12), up)) for up in (60, 7200))
    assert 0 < early["net.bytes_recv"] < late["net.bytes_recv"]
    assert late["net.bytes_sent"] < late["net.bytes_recv"]
