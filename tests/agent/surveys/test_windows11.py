"""Whether this computer can run Windows 11."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.surveys.keeping_word import checked, kept
from schoolwacht_agent.platforms.machine_parts import Computer, DiskDrive, Processor, SecureBoot, SecurityChip, Whole
from schoolwacht_agent.probe import NoData
from schoolwacht_agent.surveys.windows11 import PROBE, facts, rows

PC = Whole(
    Computer(boot_mode="uefi"),
    (Processor("Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz"),),
    disks=(DiskDrive("sda", size=256 * 10**9), DiskDrive("sdb", size=4 * 10**12, removable=True)),
    security_chip=SecurityChip(True, "2.0", True),
    secure_boot=SecureBoot(False),
)


def test_facts_come_from_the_hardware() -> None:
    found = facts(PC, 8 << 30)

    assert (found.processor, found.disk, found.memory) == (True, 256 * 10**9, 8 << 30)


def test_one_row_says_what_is_needed() -> None:
    (row,) = checked(rows(PC, 8 << 30), PROBE)

    assert (row.cells["readiness"], row.cells["reasons"]) == ("setting", "secure_boot_off")


def test_nobody_asks_it_of_a_virtual_machine() -> None:
    with pytest.raises(NoData):
        list(rows(Whole(virtual=True), 1))


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    kept(PROBE, tmp_path)
