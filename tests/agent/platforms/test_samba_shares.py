"""What is shared by Samba."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.samba_shares import Shares, look, parse

SMB_CONF = """[global]
   workgroup = SCHOOL
   security = ADS
   server min protocol = NT1
; a comment
[homes]
   browseable = no
[printers]
   printable = yes
[Klas 3A]
   path = /srv/3a
   guest ok = Yes
[old]
   path = \\
     /srv/old
   available = no
[staff]
   path = /srv/staff
[hp]
   printable = yes
"""


def test_folders_are_counted_and_homes_and_printers_are_not() -> None:
    assert parse(SMB_CONF) == Shares(2, 1, True, "ads")


def test_smb_1_is_off_unless_asked_for() -> None:
    assert parse("[global]\n").smb1 is False
    assert parse("[global]\nmin protocol = SMB2\n").smb1 is False
    assert parse("[global]\nmin protocol = LANMAN1\n").smb1 is True


def test_shares_that_accounts_made_count_too(tmp_path: Path) -> None:
    assert look(tmp_path) is None
    for name, text in (
        ("usr/sbin/smbd", ""),
        ("etc/samba/smb.conf", SMB_CONF),
        ("var/lib/samba/usershares/jan", "#VERSION 2\npath=/home/jan/x\nguest_ok=y\n"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert look(tmp_path) == Shares(3, 2, True, "ads")


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert parse(text).shared >= 0
