"""The evidence of which machine this is, put together."""

from __future__ import annotations

from schoolwacht_agent.platforms.machine_parts import Computer, DiskDrive, Whole
from schoolwacht_agent.platforms.this_identity import evidence, gathered, of_windows


def test_parts_that_could_not_be_read_are_no_evidence() -> None:
    found = evidence(Whole(), None)

    assert (found.disks, found.cards, found.system_id, found.container) == ((), (), None, None)


def test_a_virtual_machine_on_something_unknown_is_marked_as_other() -> None:
    assert evidence(Whole(virtual=True), None).computer.hypervisor == "other"
    assert evidence(Whole(Computer(hypervisor="kvm"), virtual=True), None).computer.hypervisor == "kvm"


def test_disks_and_markers_are_taken_along() -> None:
    disk = DiskDrive(name="sda", serial="SN-0042")
    found = evidence(Whole(disks=(disk,)), "0" * 32, "docker", ["linbo"])

    assert (found.disks, found.container, found.resets) == ((disk,), "docker", ["linbo"])


def test_without_a_registry_nothing_is_known_of_a_system() -> None:
    assert of_windows(None, None) == (None, [])


def test_it_looks_at_the_machine_that_it_runs_on() -> None:
    assert gathered(Whole()).computer == Computer()
