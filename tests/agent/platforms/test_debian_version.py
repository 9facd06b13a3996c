"""The order of Debian's versions."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.debian_version import order

RISING = ("1.0~~", "1.0~rc1", "1.0", "1.0-1~bpo1", "1.0-1", "1.0-1+deb12u2", "1.0-1+deb12u10", "1.0a", "1.0+b1", "1.2", "1.10", "2", "1:0.1")  # fmt: skip  # noqa: E501 - one line tells


def test_versions_follow_one_another_as_debian_policy_says() -> None:
    assert sorted(RISING, key=order) == list(RISING)


def test_a_missing_revision_is_a_revision_of_nought() -> None:
    assert order("1.0") == order("1.0-0")


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="no dpkg to compare with")
def test_dpkg_agrees_on_every_pair() -> None:
    for one in RISING:
        for other in RISING:
            said = subprocess.run(["dpkg", "--compare-versions", one, "lt", other], check=False).returncode == 0
            assert (order(one) < order(other)) == said, (one, other)


@given(st.text(max_size=300), st.text(alphabet="0123456789.~+-:a", max_size=40))
@settings(max_examples=200)
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert (order(one) < order(other)) + (order(other) < order(one)) + (order(one) == order(other)) == 1
