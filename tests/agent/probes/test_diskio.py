"""Traffic of disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.proc_diskstats import Traffic
from schoolwacht_agent.probe import NoData
from schoolwacht_agent.probes.diskio import PROBE, readings

if TYPE_CHECKING:
    from agent.probes.conftest import Live


def quiet(name: str) -> Traffic:
    return Traffic(name, reads=0, writes=0, read_bytes=0, write_bytes=0, read_time=0, write_time=0)


def test_disks_partitions_and_sets_are_told_by_name() -> None:
    names = {reading.tags for reading in readings(map(quiet, ["sda", "sda1", "nvme0n1p2", "dm-0", "md127"]))}

    assert names == {(("name", name),) for name in ["sda", "sda1", "nvme0n1p2", "dm-0", "md127"]}


@pytest.mark.parametrize("name", ["loop0", "ram15", "zram0", "sr0", "fd0"])
def test_what_only_looks_like_a_disk_is_left_out(name: str) -> None:
    with pytest.raises(NoData):
        list(readings([quiet(name)]))


def test_what_a_system_does_not_count_is_left_out() -> None:
    assert {reading.gauge.field for reading in readings([quiet("disk0")])} == {
        "reads",
        "writes",
        "read_bytes",
        "write_bytes",
        "read_time",
        "write_time",
    }


def test_it_keeps_its_word_here(live: Live) -> None:
    live(PROBE)
