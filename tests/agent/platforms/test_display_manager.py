"""What the log-in screen allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.platforms.display_manager import Entrance, gdm, lightdm, look, sddm
from schoolwacht_agent.platforms.system_files import sections


def test_lightdm_lets_guests_in_unless_told_otherwise_where_it_can() -> None:
    assert lightdm({}, guest_sessions=True) == Entrance(True, False)
    assert lightdm({}, guest_sessions=False) == Entrance(False, False)
    assert lightdm(sections("[Seat:*]\nallow-guest=false\n"), guest_sessions=True) == Entrance(False, False)
    assert lightdm(sections("[SeatDefaults]\nautologin-user=leerling\n"), guest_sessions=False).automatic is True
    assert lightdm(sections("[Seat:*]\nautologin-guest=true\n"), guest_sessions=True).automatic is True


@pytest.mark.parametrize(
    ("setting", "automatic"), [("AutomaticLoginEnable=True", True), ("#TimedLoginEnable=true", False)]
)
def test_gdm_logs_in_by_itself_when_enabled(setting: str, automatic: bool) -> None:  # noqa: FBT001 - plain data
    assert gdm(sections(f"[daemon]\n{setting}\n")) == Entrance(False, automatic)


def test_sddm_logs_in_whom_it_names() -> None:
    assert sddm(sections("[Autologin]\nUser=kiosk\nSession=plasma\n")).automatic is True
    assert sddm(sections("[Autologin]\nUser=\n")).automatic is False


def test_a_later_file_overrules(tmp_path: Path) -> None:
    assert look(tmp_path) == Entrance()
    for name, text in (
        ("usr/sbin/lightdm", ""),
        ("usr/sbin/guest-account", ""),
        ("usr/share/lightdm/lightdm.conf.d/50-x.conf", "[Seat:*]\nallow-guest=true\n"),
        ("etc/lightdm/lightdm.conf.d/99-no.conf", "[Seat:*]\nallow-guest=false\n"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert look(tmp_path) == Entrance(False, False)
