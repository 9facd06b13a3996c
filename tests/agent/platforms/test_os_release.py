"""The name of a distribution."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.os_release import parse


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
