"""AppArmor and SELinux."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.mandatory_access import apparmor, apparmor_modes, selinux


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_profiles_are_counted_by_mode() -> None:
    assert apparmor_modes("/usr/bin/man (enforce)\nlsb_release (complain)\nman//filter (enforce)\n") == {
        "enforce": 2,
        "complain": 1,
    }


def test_apparmor_enforces_when_a_profile_does(tmp_path: Path) -> None:
    assert apparmor(tmp_path) == "off"
    write(tmp_path / "sys/module/apparmor/parameters/enabled", "Y\n")
    assert apparmor(tmp_path) is None  # the profiles cannot be seen
    profiles = tmp_path / "sys/kernel/security/apparmor/profiles"
    write(profiles, "a (complain)\n")
    assert apparmor(tmp_path) == "permissive"
    write(profiles, "a (complain)\nb (enforce)\n")
    assert apparmor(tmp_path) == "enforcing"
    write(profiles, "")
    assert apparmor(tmp_path) == "off"


def test_selinux_says_it_by_one_digit(tmp_path: Path) -> None:
    assert selinux(tmp_path) == "off"
    write(tmp_path / "sys/fs/selinux/enforce", "1")
    assert selinux(tmp_path) == "enforcing"
    write(tmp_path / "sys/fs/selinux/enforce", "0")
    assert selinux(tmp_path) == "permissive"


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert sum(apparmor_modes(text).values()) <= text.count("(")
