"""Updates of Fedora and its kin."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.dnf import Dnf, upgraded_ms, waiting

CHECKED = """
kernel.x86_64                    6.7.5-200.fc39              updates
openssl-libs.x86_64              1:3.1.4-2.fc39              updates
python3.11.x86_64                3.11.8-1.fc39               updates
Obsoleting Packages
old-thing.noarch                 2-1                         updates
    other-thing.noarch           1-1                         @System
"""


def fake(root: Path, code: int) -> Dnf:
    (root / "bin").mkdir()
    lists = root / "var/cache/libdnf5/updates-1/repodata"
    lists.mkdir(parents=True)
    (lists / "repomd.xml").touch()
    (root / "said").write_text(CHECKED)
    tool = root / "bin/dnf"
    tool.write_text(f'#!/bin/sh\necho "$@" >> {root}/asked\ncat {root}/said\nexit {code}\n')
    tool.chmod(0o755)
    return Dnf(root, [root / "bin"])


def test_packages_are_counted_and_what_replaces_others_is_not() -> None:
    assert waiting(CHECKED) == 3
    assert waiting("Last metadata expiration check: 0:10:01 ago on Mon Nov 23 2026.\n\n") == 0


def test_the_end_with_100_means_that_something_waits(tmp_path: Path) -> None:
    dnf = fake(tmp_path, 100)
    states = [dnf.state() for _ in range(2)]
    asked = (tmp_path / "asked").read_text().splitlines()

    assert states[0] is not None
    assert (states[0].pending, states[0].pending_security) == (3, 3)
    assert states[0].last_check_ms is not None
    assert states[0] == states[1]
    assert len(asked) == 2  # both questions once
    assert all("--cacheonly" in line for line in asked)


def test_any_other_end_means_that_it_is_not_known(tmp_path: Path) -> None:
    state = fake(tmp_path, 1).state()

    assert state is not None
    assert (state.pending, state.pending_security) == (None, None)


def test_nothing_waiting_needs_no_second_question(tmp_path: Path) -> None:
    state = fake(tmp_path, 0).state()

    assert state is not None
    assert (state.pending, state.pending_security) == (0, 0)
    assert len((tmp_path / "asked").read_text().splitlines()) == 1


def test_the_log_tells_the_last_upgrade() -> None:
    log = (
        "2026-11-23T07:30:00+0100 SUBDEBUG Upgrade: vim-9.1-1.x86_64\n2026-11-24T07:30:00+0100 SUBDEBUG Installed: a\n"
    )

    assert upgraded_ms(log) == 1_795_415_400_000


def test_without_dnf_there_is_nothing(tmp_path: Path) -> None:
    assert Dnf(tmp_path, [tmp_path]).state() is None


@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert waiting(text) >= 0
    upgraded_ms(text)
