"""Whether ssh takes passwords."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.sshd_config import Door, look, parse


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("", Door("yes", "key")),
        ("PasswordAuthentication no\n", Door("no", "key")),
        ("PasswordAuthentication no\nUsePAM yes\n", Door("yes", "key")),  # the keyboard still asks
        ("PasswordAuthentication no\nUsePAM yes\nKbdInteractiveAuthentication no\n", Door("no", "key")),
        ("passwordauthentication no\nUsePAM yes\nChallengeResponseAuthentication=no\n", Door("no", "key")),
        ("PasswordAuthentication no\nPasswordAuthentication yes\n", Door("no", "key")),
        ("#PasswordAuthentication no\n", Door("yes", "key")),
        ("PermitRootLogin yes\n", Door("yes", "yes")),
        ("PermitRootLogin yes\nPasswordAuthentication no\n", Door("no", "key")),
        ("PermitRootLogin no\n", Door("yes", "no")),
        ("AuthenticationMethods publickey\n", Door("no", "key")),
        ("AuthenticationMethods publickey,password\n", Door("yes", "key")),
        ("PasswordAuthentication no\nMatch Group staff\nPasswordAuthentication yes\n", Door("some", "key")),
        ("Match all\nPasswordAuthentication no\n", Door("no", "key")),
        ("Match User x\nPasswordAuthentication no\n", Door("yes", "key")),
    ],
)
def test_the_first_value_counts_and_a_match_is_for_some(text: str, door: Door) -> None:
    assert parse(text) == door


def test_included_files_are_read_where_they_stand(tmp_path: Path) -> None:
    assert look(tmp_path) is None
    for name, text in (
        ("usr/sbin/sshd", ""),
        ("etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nPasswordAuthentication yes\n"),
        ("etc/ssh/sshd_config.d/10-school.conf", "PasswordAuthentication no\nInclude more.conf\n"),
        ("etc/ssh/more.conf", "KbdInteractiveAuthentication no\n"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert look(tmp_path) == Door("no", "key")


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "usr/sbin").mkdir(parents=True)
    (tmp_path / "usr/sbin/sshd").touch()
    (tmp_path / "etc/ssh").mkdir(parents=True)
    (tmp_path / "etc/ssh/sshd_config").write_text("Include sshd_config sshd_config\nInclude ../../../x\n")

    assert look(tmp_path) == Door("yes", "key")


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert parse(text).password in {"yes", "some", "no"}
    assert parse(f"Match {text}\nAuthenticationMethods {text}\n").root in {"yes", "key", "no"}
