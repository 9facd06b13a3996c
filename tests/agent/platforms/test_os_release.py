"""The name of a distribution."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.recordings import recordings
from schoolwacht_agent.platforms.os_release import of_old_file, parse


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=fedora", "fedora"),
        ('NAME="Debian GNU/Linux"', "Debian GNU/Linux"),
        ("NAME='Old $HOME'", "Old $HOME"),
        (r'NAME="a \"b\" \$c \\d"', r'a "b" $c \d'),
        ("  NAME=x  ", "x"),
        ('NAME=""', ""),
        ("NAME=", ""),
        ('NAME="', '"'),
        ('NAME="unfinished', '"unfinished'),
        ("NAME=a=b", "a=b"),
    ],
)
def test_values_are_unquoted(line: str, value: str) -> None:
    assert parse(line) == {"NAME": value}


def test_comments_and_what_is_no_assignment_are_left_out() -> None:
    assert parse("# NAME=no\n\nexport X\n1A=2\nID=debian\n") == {"ID": "debian"}


def test_the_last_of_two_wins() -> None:
    assert parse("ID=a\nID=b\n") == {"ID": "b"}


@settings(deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert all(name.isascii() and "=" not in name for name in parse(text))


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        ("12.5\n", "debian", "12"),
        ("trixie/sid\n", "debian", None),
        ("CentOS Linux release 7.9.2009 (Core)\n", "centos", "7.9.2009"),
        ("Red Hat Enterprise Linux Server release 6.2 (Santiago)\n", "rhel", "6.2"),
        ("Fedora release 12 (Constantine)\n", "fedora", "12"),
        ('DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\nDISTRIB_DESCRIPTION="Ubuntu 10.04"\n', "ubuntu", "10.04"),
        ("", None, None),
        ("?", None, None),
    ],
)
def test_files_from_before_os_release_say_the_same(text: str, name: str | None, version: str | None) -> None:
    said = of_old_file(text)

    assert (said.get("ID"), said.get("VERSION_ID")) == (name, version)


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_rubbish_in_old_files_is_survived(text: str) -> None:
    of_old_file(text)


def test_recordings_name_their_system() -> None:
    for file in recordings("linux/distro"):
        text = file.read_text("utf-8", errors="replace")
        assert parse(text).get("ID") or of_old_file(text).get("ID")
