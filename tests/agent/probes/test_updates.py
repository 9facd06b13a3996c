"""Which updates wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.reboot import Reboot
from schoolwacht_agent.platforms.update_state import State
from schoolwacht_agent.probe import Row, Surroundings
from schoolwacht_agent.probes.updates import PROBE, Office, rows

if TYPE_CHECKING:
    from pathlib import Path

    from agent.probes.conftest import Live


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
    }
    assert (snap.cells["reboot_needed"], snap.cells["pending"]) == (None, None)


def test_a_system_without_any_book_keeping_may_still_need_it() -> None:
    (row,) = rows([], Reboot(False))

    assert (row.cells["source"], row.cells["reboot_needed"], row.cells["pending"]) == ("system", 0, None)


def test_a_strange_system_is_looked_at_without_harm(tmp_path: Path, surroundings: Surroundings) -> None:
    (row,) = Office(tmp_path, [tmp_path], "6.1.0-28-amd64").take(surroundings)

    assert isinstance(row, Row)
    assert row.cells["source"] == "system"


def test_it_keeps_its_word_here(live: Live) -> None:
    live(PROBE)
