from __future__ import annotations

import re
from collections import Counter

from schoolwacht_simulator.machines import DEBIAN_12, MACOS_15, MODELS, UBUNTU_24, WINDOWS_11, build
from simulator.story import school


def test_the_same_key_is_the_same_machine() -> None:
    assert build("7-a-01", "lab", WINDOWS_11) == build("7-a-01", "lab", WINDOWS_11)
    assert build("7-a-01", "lab", WINDOWS_11).serial != build("7-a-02", "lab", WINDOWS_11).serial


def test_addresses_of_cards_are_nobodys() -> None:
    for device in school(1000).devices:
        assert re.fullmatch(r"02(:[0-9a-f]{2}){5}", device.machine.mac)


def test_machines_of_every_kind_have_disks_volumes_and_memory_that_fit() -> None:
    for role in MODELS:
        for system in (WINDOWS_11, UBUNTU_24, DEBIAN_12, MACOS_15):
            machine = build("7-x-01", role, system)
            assert 0 < machine.memory < machine.model.memory * 1024**3
            assert len(machine.disks) == len(machine.model.disks)
            assert all(0 < volume.used < 0.9 for volume in machine.volumes)
            assert sum(volume.size for volume in machine.volumes) <= sum(disk.size for disk in machine.disks)
            assert len({volume.path for volume in machine.volumes}) == len(machine.volumes)
            assert (machine.battery is not None) == bool(machine.model.battery_mwh)


def test_names_of_disks_and_volumes_are_those_of_the_system() -> None:
    windows, linux = build("7-x-01", "cad", WINDOWS_11), build("7-x-01", "cad", UBUNTU_24)
    assert [volume.path for volume in windows.volumes] == ["C:\\", "D:\\"]
    assert [disk.name for disk in windows.disks] == ["PhysicalDrive0", "PhysicalDrive1"]
    assert [disk.name for disk in linux.disks] == ["nvme0n1", "sdb"]
    assert [volume.device for volume in linux.volumes] == ["nvme0n1p2", "sdb1"]


def test_most_of_the_school_runs_windows_and_some_does_not() -> None:
    families = Counter(device.machine.system.family for device in school().devices)
    assert families["windows"] > 45
    assert families["linux"] >= 3
    assert families["macos"] >= 1
