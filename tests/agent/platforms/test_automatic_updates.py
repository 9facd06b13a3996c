"""Whether updates come by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.automatic_updates import apt, by_apt, dnf, zypper


def write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.mark.parametrize(
    ("text", "automatic"),
    [
        ("", False),
        ('APT::Periodic::Unattended-Upgrade "1";', True),
        ('APT::Periodic::Unattended-Upgrade "0";', False),
        ('// APT::Periodic::Unattended-Upgrade "1";', False),
        ('APT::Periodic::Unattended-Upgrade "1";\nAPT::Periodic::Enable "0";', False),
        ('APT::Periodic::Unattended-Upgrade "1";\nAPT::Periodic::Unattended-Upgrade "0";', False),
        ('APT::Periodic { Update-Package-Lists "1"; Unattended-Upgrade "7"; };', True),
        ('/* APT::Periodic::Unattended-Upgrade "1"; */', False),
    ],
)
def test_the_last_word_of_apts_settings_counts(text: str, automatic: bool) -> None:  # noqa: FBT001 - plain data
    assert by_apt(text) is automatic


def test_apt_needs_the_program_that_does_it(tmp_path: Path) -> None:
    write(tmp_path / "etc/apt/apt.conf.d/20auto-upgrades", 'APT::Periodic::Unattended-Upgrade "1";\n')
    assert apt(tmp_path) is False
    write(tmp_path / "usr/bin/unattended-upgrade")
    assert apt(tmp_path) is True


def test_dnf_needs_a_timer_and_the_wish_to_apply(tmp_path: Path) -> None:
    wants = tmp_path / "etc/systemd/system/timers.target.wants"
    write(tmp_path / "etc/dnf/automatic.conf", "[commands]\napply_updates = yes\n")
    assert dnf(tmp_path) is False
    write(wants / "dnf-automatic-download.timer")
    assert dnf(tmp_path) is False
    write(wants / "dnf-automatic.timer")
    assert dnf(tmp_path) is True


def test_the_timer_that_installs_needs_no_wish(tmp_path: Path) -> None:
    write(tmp_path / "etc/systemd/system/timers.target.wants/dnf-automatic-install.timer")
    assert dnf(tmp_path) is True
    assert zypper(tmp_path) is False
    write(tmp_path / "etc/systemd/system/timers.target.wants/transactional-update.timer")
    assert zypper(tmp_path) is True


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    by_apt(text)
