from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schoolwacht_simulator.school import plan_school
from simulator.story import BEGINS, school

DOC = Path(__file__).resolve().parents[2] / "docs/simulator.md"
SHORE = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


def printed(seed: int, hash_seed: str) -> str:
    words = ["plan", "--devices", "60", "--seed", str(seed), "--begins", BEGINS.isoformat()]
    done = subprocess.run(
        [sys.executable, "-m", "schoolwacht_simulator", *words],
        env=dict(os.environ) | {"PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_same_seed_is_the_same_school() -> None:
    assert repr(plan_school(60, 7, BEGINS)) == repr(plan_school(60, 7, BEGINS))


def test_it_is_the_same_school_in_another_process() -> None:
    assert printed(7, "1") == printed(7, "2")
    assert printed(7, "1") != printed(8, "1")


def test_another_seed_is_another_school() -> None:
    one, other = school(60, 7), school(60, 8)
    serials = {device.machine.serial for device in one.devices} & {device.machine.serial for device in other.devices}
    assert serials == set()
    assert [device.key for device in one.devices] == [device.key for device in other.devices]
    assert one.faults != other.faults


@pytest.mark.parametrize("devices", [20, 60, 200, 1000])
def test_schools_of_every_size_can_be_planned(devices: int) -> None:
    planned = school(devices)
    keys = [device.key for device in planned.machines()]
    assert len(planned.devices) == devices
    assert len(set(keys)) == len(keys)
    assert len({device.machine.mac for device in planned.devices}) == devices
    assert len({device.machine.serial for device in planned.devices}) == devices
    assert sum(place.count for place in planned.places) == devices
    assert len(planned.copies) == 1


@pytest.mark.parametrize("devices", [60, 200, 1000])
def test_most_machines_are_the_pupils(devices: int) -> None:
    counts = Counter(device.device_class for device in school(devices).devices)
    assert counts["server"] == 2
    assert 0.5 < counts["shared"] / devices < 0.7
    assert 0.2 < counts["trolley"] / devices < 0.3
    assert 0.05 < counts["staff"] / devices < 0.15
    assert counts["loan"] >= 1
    assert counts["spare"] >= 1


def test_one_room_is_put_back_at_every_start() -> None:
    assert {device.room for device in school().devices if device.forgets} == {"M0.01 Mediatheek"}


def test_a_beginning_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="with its time zone"):
        plan_school(60, 7, SHORE.replace(tzinfo=None))


def test_every_planted_fault_stands_in_the_page() -> None:
    page = DOC.read_text(encoding="utf-8")
    for fault in plan_school(60, 7, SHORE).faults:
        rows = [line for line in page.splitlines() if line.startswith(f"| {fault.name} |")]
        assert any(fault.subject in row for row in rows), fault.name
        assert all(any(f"`{rule}`" in row for row in rows) for rule in fault.rules), fault.name
