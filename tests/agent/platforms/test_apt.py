"""Updates of Debian and its kin."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.apt import Apt, dpkg_upgraded_ms, noted, simulated, upgraded_ms
from schoolwacht_agent.platforms.update_state import moment_ms

SIMULATED = """Reading package lists...
Building dependency tree...
The following packages will be upgraded:
  libc6 openssl vim
Inst libc6 [2.36-9+deb12u8] (2.36-9+deb12u9 Debian:12.8/stable [amd64]) []
Inst openssl [3.0.14-1] (3.0.15-1 Debian-Security:12/stable-security [amd64])
Inst linux-image-6.1.0-28-amd64 (6.1.119-1 Debian-Security:12/stable-security [amd64])
Inst vim [2:8.1] (2:8.2 Ubuntu:22.04/jammy-updates, Ubuntu:22.04/jammy-security [amd64])
Conf libc6 (2.36-9+deb12u9 Debian:12.8/stable [amd64])
"""
NOTE = """
12 updates can be applied immediately.
3 of these updates are standard security updates.
To see these additional updates run: apt list --upgradable

5 additional security updates can be applied with ESM Apps.
"""
HISTORY = """
Start-Date: 2026-11-01  06:10:01
Commandline: /usr/bin/unattended-upgrade
Upgrade: openssl:amd64 (3.0.13-1, 3.0.14-1)
End-Date: 2026-11-01  06:10:09

Start-Date: 2026-11-10  09:00:00
Requested-By: someone (1000)
Install: vlc:amd64 (3.0.20-0)
End-Date: 2026-11-10  09:00:20

Start-Date: 2026-11-12  06:10:01
Upgrade: libc6:amd64 (2.36-9, 2.36-10)
Error: Sub-process /usr/bin/dpkg returned an error code (1)
End-Date: 2026-11-12  06:10:09
"""


class System:
    """A Debian under a folder, whose apt-get says what the test wrote down and counts how often it is asked."""

    def __init__(self, root: Path, said: str = SIMULATED, code: int = 0) -> None:
        self.root = root
        for folder in ("bin", "var/lib/apt/lists/partial", "var/lib/apt/periodic", "var/lib/dpkg", "var/log/apt"):
            (root / folder).mkdir(parents=True)
        (root / "var/lib/apt/lists/deb_Packages").touch()
        (root / "var/lib/dpkg/status").touch()
        (root / "said").write_text(said)
        tool = root / "bin/apt-get"
        tool.write_text(f'#!/bin/sh\necho "$@" >> {root}/asked\ncat {root}/said\nexit {code}\n')
        tool.chmod(0o755)
        self.apt = Apt(root, [root / "bin"])

    @property
    def asked(self) -> list[str]:
        file = self.root / "asked"
        return file.read_text().splitlines() if file.exists() else []

    def touch(self, name: str, seconds: int) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        os.utime(file, (seconds, seconds))


def test_upgrades_are_counted_and_new_packages_are_not() -> None:
    assert simulated(SIMULATED) == (3, 2)


def test_the_note_of_ubuntu_is_read_without_what_must_be_paid_for() -> None:
    assert noted(NOTE) == (12, 3)
    assert noted("\n1 update can be applied immediately.\n1 of these updates is a standard security update.\n") == (
        1,
        1,
    )
    assert noted("7 packages can be updated.\n2 updates are security updates.\n") == (7, 2)
    assert noted("0 updates can be applied immediately.\n") == (0, 0)


def test_a_note_in_another_language_is_not_guessed_at() -> None:
    assert noted("12 updates kunnen onmiddellijk worden toegepast.\n") is None


def test_the_last_upgrade_that_went_well_counts() -> None:
    assert upgraded_ms(HISTORY) == moment_ms("2026-11-01 06:10:09", "%Y-%m-%d %H:%M:%S")
    assert upgraded_ms("") is None


def test_the_log_of_dpkg_knows_upgrades_too() -> None:
    log = "2026-11-20 06:12:33 upgrade libc6:amd64 1 2\n2026-11-21 06:12:33 install vlc:amd64 <none> 3\n"

    assert dpkg_upgraded_ms(log) == moment_ms("2026-11-20 06:12:33", "%Y-%m-%d %H:%M:%S")


def test_apt_is_asked_again_only_when_something_changed(tmp_path: Path) -> None:
    system = System(tmp_path)
    states = [system.apt.state() for _ in range(3)]

    assert {(state.pending, state.pending_security) for state in states if state} == {(3, 2)}
    assert len(system.asked) == 1
    assert "--simulate" in system.asked[0]
    system.touch("var/lib/dpkg/status", 1_900_000_000)
    system.apt.state()
    assert len(system.asked) == 2


def test_a_fresh_note_saves_the_question(tmp_path: Path) -> None:
    system = System(tmp_path)
    system.touch("var/lib/update-notifier/updates-available", 4_000_000_000)
    (tmp_path / "var/lib/update-notifier/updates-available").write_text(NOTE)
    os.utime(tmp_path / "var/lib/update-notifier/updates-available", (4_000_000_000, 4_000_000_000))
    state = system.apt.state()

    assert state is not None
    assert (state.pending, system.asked) == (12, [])


def test_an_old_note_does_not(tmp_path: Path) -> None:
    system = System(tmp_path)
    system.touch("var/lib/update-notifier/updates-available", 1_000)
    state = system.apt.state()

    assert state is not None
    assert state.pending == 3


def test_a_machine_that_never_asked_what_there_is_does_not_claim_to_be_up_to_date(tmp_path: Path) -> None:
    system = System(tmp_path, said="")
    (tmp_path / "var/lib/apt/lists/deb_Packages").unlink()
    state = system.apt.state()

    assert state is not None
    assert (state.pending, system.asked) == (None, [])


def test_a_broken_apt_gives_no_number(tmp_path: Path) -> None:
    state = System(tmp_path, code=100).apt.state()

    assert state is not None
    assert state.pending is None


def test_stamps_and_logs_tell_the_times(tmp_path: Path) -> None:
    system = System(tmp_path)
    system.touch("var/lib/apt/periodic/unattended-upgrades-stamp", 1_795_000_000)
    system.touch("var/lib/apt/periodic/update-success-stamp", 4_000_000_000)
    state = system.apt.state()

    assert state is not None
    assert state.last_success_ms == 1_795_000_000_000
    assert state.last_check_ms == 4_000_000_000_000


def test_without_apt_there_is_nothing(tmp_path: Path) -> None:
    assert Apt(tmp_path, [tmp_path]).state() is None


@given(st.text(alphabet=st.sampled_from("Inst vim[]() -\n12:/security")))
def test_rubbish_is_survived(text: str) -> None:
    pending, security = simulated(text)
    assert 0 <= security <= pending
    noted(text)
    upgraded_ms(text)
    dpkg_upgraded_ms(text)
