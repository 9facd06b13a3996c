"""Which updates wait."""

from __future__ import annotations

from pathlib import Path

from agent.surveys.keeping_word import checked, kept, surroundings
from schoolwacht_agent.platforms.reboot import Reboot
from schoolwacht_agent.platforms.update_state import State
from schoolwacht_agent.probe import Row
from schoolwacht_agent.surveys.updates import PROBE, Office, rows


def test_the_need_to_start_anew_stands_once_with_the_systems_own_packages() -> None:
    apt, snap = rows([State("apt", 12, 3, 1, 2), State("snap")], Reboot(True, 5, "kernel 6.1"))

    assert dict(apt.cells) == {
        "source": "apt",
        "pending": 12,
        "pending_security": 3,
        "last_success_ms": 1,
        "last_check_ms": 2,
        "reboot_needed": 1,
        "reboot_since_ms": 5,
        "reboot_reason": "kernel 6.1",
        "automatic": None,
    }
    assert (snap.cells["reboot_needed"], snap.cells["pending"]) == (None, None)


def test_a_system_without_any_book_keeping_may_still_need_it() -> None:
    (row,) = rows([], Reboot(False))

    assert (row.cells["source"], row.cells["reboot_needed"], row.cells["pending"]) == ("system", 0, None)


def test_a_strange_system_is_looked_at_without_harm(tmp_path: Path) -> None:
    (row,) = Office(tmp_path, [tmp_path], "6.1.0-28-amd64").take(surroundings(tmp_path))

    assert isinstance(row, Row)
    assert row.cells["source"] == "system"


def test_that_updates_come_by_themselves_is_a_number() -> None:
    found = checked(rows([State("apt", automatic=True), State("dnf", automatic=False)], Reboot(None)), PROBE)

    assert [row.cells["automatic"] for row in found] == [1, 0]


def test_what_was_counted_is_not_counted_again(tmp_path: Path) -> None:
    for name in ("var/lib/apt/lists/x_Packages", "var/lib/dpkg/status"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    program = tmp_path / "apt-get"
    program.write_text(f"#!/bin/sh\necho asked >> {tmp_path}/asked\necho 'Inst a [1] (2 Debian:12 [all])'\n")
    program.chmod(0o755)
    looks = [list(Office(tmp_path, [tmp_path], "6.1").take(surroundings(tmp_path))) for _ in range(2)]

    assert [row.cells["pending"] for (row,) in looks] == [1, 1]
    assert (tmp_path / "asked").read_text() == "asked\n"


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    assert kept(PROBE, tmp_path)
