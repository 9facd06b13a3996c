"""How the disks are by their own account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.smartctl import Door
from schoolwacht_agent.platforms.sys_block import Disk
from schoolwacht_agent.probe import NoData, Reading, Row, Surroundings
from schoolwacht_agent.surveys.smart import DISK_HEALTH, PROBE, Ward, device_name

if TYPE_CHECKING:
    from pathlib import Path

    from agent.probes.conftest import Live

WELL = {
    "device": {"name": "/dev/sda", "type": "sat", "protocol": "ATA"},
    "model_name": "ST1000DM003",
    "serial_number": "S1D0000",
    "rotation_rate": 7200,
    "smart_status": {"passed": True},
    "power_on_time": {"hours": 12_345},
}
ASLEEP = {"smartctl": {"exit_status": 2, "messages": [{"string": "Device is in STANDBY mode, exit(2)"}]}}


class Machine:
    """A folder of disks, and a smartctl that says what the test wrote down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        (folder / "block").mkdir()
        self.ward = Ward(folder / "block", [folder / "bin"])

    def disk(self, disk: str, rotational: str = "1", **files: str) -> None:
        place = self.folder / "block" / disk
        (place / "device").mkdir(parents=True)
        (place / "queue").mkdir()
        (place / "size").write_text("1953525168")
        (place / "queue/rotational").write_text(rotational)
        for file, content in files.items():
            (place / "device" / file).write_text(content)

    def smartctl(self, answer: object, *devices: tuple[str, str]) -> None:
        scan = {"devices": [{"name": name, "type": kind} for name, kind in devices]}
        (self.folder / "scan").write_text(json.dumps(scan))
        (self.folder / "answer").write_text(json.dumps(answer))
        tool = self.folder / "bin/smartctl"
        tool.write_text(
            f'#!/bin/sh\necho "$@" >> {self.folder}/asked\n'
            f'case "$*" in *--scan*) cat {self.folder}/scan;; *) cat {self.folder}/answer;; esac\n'
        )
        tool.chmod(0o755)

    def look(self, surroundings: Surroundings) -> tuple[dict[str, Row], dict[str, float]]:
        found = list(self.ward.take(surroundings))
        rows = {str(row.cells["device"]): row for row in found if isinstance(row, Row)}
        return rows, {one.gauge.field: one.value for one in found if isinstance(one, Reading)}

    @property
    def asked(self) -> str:
        return (self.folder / "asked").read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_disk_has_a_row_and_its_numbers(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("sda")
    machine.smartctl(WELL, ("/dev/sda", "scsi"))
    rows, numbers = machine.look(surroundings)

    assert rows["sda"].cells["verdict"] == "passed"
    assert rows["sda"].cells["power_on_hours"] == 12_336  # in steps of a day, so that the row rests
    assert numbers == {"health_ok": 1, "power_on_hours": 12_345}


def test_a_sleeping_disk_is_left_asleep_and_keeps_its_row(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("sda")
    machine.smartctl(WELL, ("/dev/sda", "scsi"))
    before, _ = machine.look(surroundings)
    machine.smartctl(ASLEEP, ("/dev/sda", "scsi"))
    after, numbers = machine.look(surroundings)

    assert "--nocheck=standby" in machine.asked
    assert dict(after["sda"].cells) == dict(before["sda"].cells)
    assert numbers == {}


def test_a_disk_that_slept_from_the_start_is_unknown(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("sda")
    machine.smartctl(ASLEEP, ("/dev/sda", "scsi"))
    rows, numbers = machine.look(surroundings)

    assert (rows["sda"].cells["verdict"], rows["sda"].cells["reason"]) == ("unknown", "asleep")
    assert numbers == {}


def test_a_disk_without_platters_may_be_woken(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("sda", rotational="0")
    machine.smartctl(WELL, ("/dev/sda", "scsi"))
    machine.look(surroundings)

    assert "--nocheck" not in machine.asked


def test_disks_behind_a_controller_are_told_apart(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("sda")
    machine.smartctl(WELL, ("/dev/bus/0", "megaraid,0"), ("/dev/bus/0", "megaraid,1"))
    rows, _ = machine.look(surroundings)

    assert set(rows) == {"bus/0:megaraid,0", "bus/0:megaraid,1", "sda"}
    assert "--device=megaraid,1 /dev/bus/0" in machine.asked
    assert rows["sda"].cells["reason"] == "not_listed"


def test_without_smartctl_every_disk_says_so(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("sda", model="ST1000DM003")
    rows, numbers = machine.look(surroundings)

    assert (rows["sda"].cells["verdict"], rows["sda"].cells["reason"]) == ("unknown", "not_installed")
    assert (rows["sda"].cells["model"], rows["sda"].cells["capacity_bytes"]) == ("ST1000DM003", 1_000_204_886_016)
    assert numbers == {}


def test_a_flash_chip_needs_no_smartctl(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("mmcblk0", rotational="0", life_time="0x01 0x03", pre_eol_info="0x01", name="DF4032")
    rows, numbers = machine.look(surroundings)

    assert (rows["mmcblk0"].cells["verdict"], rows["mmcblk0"].cells["kind"]) == ("passed", "emmc")
    assert numbers == {"health_ok": 1, "percentage_used": 20}


def test_a_smartctl_that_breaks_off_makes_no_disk_good(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("sda")
    machine.smartctl(WELL, ("/dev/sda", "scsi"))
    (machine.folder / "answer").write_text('{"smart_status": {"passed": tr')
    rows, _ = machine.look(surroundings)

    assert (rows["sda"].cells["verdict"], rows["sda"].cells["reason"]) == ("unknown", "not_json")


def test_a_smartctl_that_knows_no_json_is_asked_in_its_own_way(machine: Machine, surroundings: Surroundings) -> None:
    machine.disk("sda")
    tool = machine.folder / "bin/smartctl"
    tool.write_text(
        f'#!/bin/sh\necho "$@" >> {machine.folder}/asked\ncase "$*" in *json*) echo unrecognized option; exit 1;; '
        "*--scan*) echo '/dev/sda -d scsi # /dev/sda, SCSI device';; *) echo 'smartctl 6.6 2017'; "
        "echo 'Device Model: DISK-1'; echo 'SMART overall-health self-assessment test result: PASSED';; esac\n"
    )
    tool.chmod(0o755)
    rows, numbers = machine.look(surroundings)

    assert (rows["sda"].cells["verdict"], rows["sda"].cells["model"]) == ("passed", "DISK-1")
    assert numbers == {"health_ok": 1}
    assert "--info --health --attributes --nocheck=standby /dev/sda" in machine.asked


def test_a_machine_without_disks_says_so(machine: Machine, surroundings: Surroundings) -> None:
    with pytest.raises(NoData):
        machine.look(surroundings)


def test_a_disk_bears_the_name_it_has_in_the_table_of_disks() -> None:
    disks = {name: Disk(name, 1, None, rotational=False, removable=False) for name in ("nvme0n1", "nvme10n1", "sda")}

    assert device_name(Door("/dev/nvme0", "nvme"), disks) == "nvme0n1"
    assert device_name(Door("/dev/nvme10", "nvme"), disks) == "nvme10n1"
    assert device_name(Door("/dev/sda", "sat"), disks) == "sda"
    assert device_name(Door("/dev/sdq", "sat"), disks) == "sdq"


def test_a_serial_number_is_pseudonymous() -> None:
    assert DISK_HEALTH.columns["serial"].data_class == "pseudonymous"


def test_it_keeps_its_word_here(live: Live) -> None:
    live(PROBE)
