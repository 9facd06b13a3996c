"""Whether disks that work as one are complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.platforms.raid_set import RaidSet
from schoolwacht_agent.probe import NoData, Row
from schoolwacht_agent.surveys.raid import REASONS, look, rows

MD = "md0 : active raid1 sdb1[1] sda1[0](F)\n      1048512 blocks [2/1] [_U]\n"
POOL = "  pool: tank\n state: ONLINE\n"


class Machine:
    """A machine of which a folder holds all that is looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        self.write("proc/self/mountinfo", "")

    def write(self, file: str, content: str) -> None:
        place = self.folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)

    def tool(self, name: str, script: str) -> None:
        self.write(f"bin/{name}", f"#!/bin/sh\n{script}\n")
        (self.folder / "bin" / name).chmod(0o755)

    def look(self) -> dict[object, Row]:
        return {row.cells["name"]: row for row in look(self.folder, [self.folder / "bin"])}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_without_sets_has_no_row(machine: Machine) -> None:
    assert machine.look() == {}


def test_another_system_cannot_tell(tmp_path: Path) -> None:
    with pytest.raises(NoData) as nothing:
        look(tmp_path)
    assert nothing.value.remedy


def test_a_degraded_set_is_told(machine: Machine) -> None:
    machine.write("proc/mdstat", MD)
    cells = machine.look()["md0"].cells

    assert (cells["kind"], cells["state"], cells["level"], cells["missing"]) == ("md", "degraded", "raid1", 1)


def test_a_pool_is_asked_for_in_the_form_that_the_tool_knows(machine: Machine) -> None:
    machine.write("sys/module/zfs/version", "2.1")
    machine.tool("zpool", f"case $2 in -j) exit 2;; esac\ncat <<'E'\n{POOL}E")
    assert machine.look()["tank"].cells["state"] == "ok"

    machine.tool("zpool", """echo '{"pools": {"tank": {"state": "FAULTED"}}}'""")
    assert machine.look()["tank"].cells["state"] == "failed"


@pytest.mark.parametrize(("script", "reason"), [(None, "not_installed"), ("exit 1", "failed")])
def test_pools_that_cannot_be_told_are_unknown(machine: Machine, script: str | None, reason: str) -> None:
    machine.write("sys/module/zfs/version", "2.1")
    if script:
        machine.tool("zpool", script)
    cells = machine.look()["all"].cells

    assert (cells["kind"], cells["state"], cells["reason"]) == ("zfs", "unknown", reason)
    assert reason in REASONS


def test_volumes_are_asked_for_only_where_there_are_parts_of_them(machine: Machine) -> None:
    machine.tool("dmsetup", "echo 'vg-data: 0 4096 raid raid1 2 AD 8/8 idle 0 0 -'")
    machine.write("sys/block/dm-0/dm/name", "vg-root")
    assert machine.look() == {}

    machine.write("sys/block/dm-1/dm/name", "vg-data_rimage_0")
    assert machine.look()["vg-data"].cells["state"] == "degraded"


def test_a_name_is_told_once() -> None:
    assert len(list(rows([RaidSet("md", "md0", "ok"), RaidSet("md", "md0", "failed")]))) == 1
