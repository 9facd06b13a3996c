"""Updates of openSUSE."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.update_state import moment_ms
from schoolwacht_agent.platforms.zypper import Zypper, installed_ms, waiting, waiting_security

PACKAGES = """<?xml version='1.0'?>
<stream><update-status version="0.6"><update-list>
<update name="vim" kind="package" edition="9.1" arch="x86_64"><summary>a &lt;update&gt;</summary></update>
<update kind="package" name="curl" edition="8"/>
</update-list></update-status></stream>
"""
PATCHES = """<stream><update-list>
<update name="SUSE-1" kind="patch" category="security" severity="important" status="needed"/>
<update name="SUSE-2" kind="patch" category="recommended" status="needed"/>
</update-list></stream>
"""
HISTORY = """# 2026-11-20 10:00:00 vim-9.1 installed ok
2026-11-20 10:00:00|install|vim|9.1-1|x86_64|root@host|repo|abc|
2026-11-21 10:00:00|remove |curl|8-1|x86_64|root@host|
"""


def test_packages_and_patches_for_security_are_counted() -> None:
    assert waiting(PACKAGES) == 2
    assert waiting_security(PATCHES) == 1


def test_the_history_tells_the_last_installation() -> None:
    assert installed_ms(HISTORY) == moment_ms("2026-11-20 10:00:00", "%Y-%m-%d %H:%M:%S")


def test_it_fetches_nothing_and_is_asked_once(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "var/cache/zypp/raw/oss").mkdir(parents=True)
    (tmp_path / "var/cache/zypp/raw/oss/cookie").touch()
    (tmp_path / "list-updates").write_text(PACKAGES)
    (tmp_path / "list-patches").write_text(PATCHES)
    tool = tmp_path / "bin/zypper"
    tool.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\nfor last; do :; done\ncat {tmp_path}/$last\n')
    tool.chmod(0o755)
    zypper = Zypper(tmp_path, [tmp_path / "bin"])
    states = [zypper.state() for _ in range(2)]
    asked = (tmp_path / "asked").read_text().splitlines()

    assert states[0] is not None
    assert (states[0].pending, states[0].pending_security) == (2, 1)
    assert states[0] == states[1]
    assert len(asked) == 2
    assert all("--no-refresh" in line for line in asked)


def test_without_zypper_there_is_nothing(tmp_path: Path) -> None:
    assert Zypper(tmp_path, [tmp_path]).state() is None


@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert waiting(text) >= 0
    assert waiting_security(text) >= 0
    installed_ms(text)
