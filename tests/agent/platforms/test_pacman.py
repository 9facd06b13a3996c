"""Updates of Arch and its kin."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.recordings import recordings, tell
from schoolwacht_agent.platforms.pacman import Pacman, upgraded_ms, waiting

SAID = "linux 6.7.4-1 -> 6.7.5-1\nvim 9.0-1 -> 9.1-1\nmesa 23-1 -> 24-1 [ignored]\n"
LOG = """[2026-11-23T07:30:00+0100] [ALPM] upgraded vim (9.0-1 -> 9.1-1)
[2026-11-24T07:30:00+0100] [ALPM] installed htop (3-1)
"""


def fake(root: Path, said: str, code: int) -> Pacman:
    (root / "bin").mkdir()
    (root / "var/lib/pacman/sync").mkdir(parents=True)
    (root / "var/lib/pacman/sync/core.db").touch()
    (root / "var/log").mkdir()
    (root / "var/log/pacman.log").write_text(LOG)
    (root / "said").write_text(said)
    tool = root / "bin/pacman"
    tool.write_text(f"#!/bin/sh\ncat {root}/said\nexit {code}\n")
    tool.chmod(0o755)
    return Pacman(root, [root / "bin"])


def test_what_is_held_back_is_not_counted() -> None:
    assert waiting(SAID) == 2


@pytest.mark.parametrize(("said", "code", "pending"), [(SAID, 0, 2), ("", 1, 0), ("", 127, None)])
def test_the_state_is_told(tmp_path: Path, said: str, code: int, pending: int | None) -> None:
    state = fake(tmp_path, said, code).state()

    assert state is not None
    assert (state.pending, state.pending_security) == (pending, None)
    assert state.last_success_ms == 1_795_415_400_000


def test_without_pacman_there_is_nothing(tmp_path: Path) -> None:
    assert Pacman(tmp_path, [tmp_path]).state() is None


@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert waiting(text) >= 0
    upgraded_ms(text)


def test_a_list_of_packages_is_no_list_of_updates() -> None:
    files = recordings("linux/packaging")

    assert set(tell("pacman updates", files, lambda text: "updates" if waiting(text) else "no_updates")) == {
        "no_updates"
    }
