"""Installed packages of Gentoo."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.gentoo import parse_atom, parse_list, read


@pytest.mark.parametrize(
    ("atom", "name", "version"),
    [
        ("app-misc/acme-draw-24.1", "acme-draw", "24.1"),
        ("x11-libs/gtk+-3.24.38-r1", "gtk+", "3.24.38-r1"),
        ("dev-lang/acme-3.0_rc2:3", "acme", "3.0_rc2"),
        ("media-fonts/acme-2-1b", "acme-2", "1b"),
    ],
)
def test_a_package_of_gentoo_is_taken_apart(atom: str, name: str, version: str) -> None:
    found = parse_atom(atom)

    assert found is not None
    assert (found.name, found.version, found.section) == (name, version, atom.partition("/")[0])


def test_lists_of_gentoo_are_read(tmp_path: Path) -> None:
    (tmp_path / "var/db/pkg/app-misc/acme-1.0").mkdir(parents=True)
    (tmp_path / "var/db/pkg/app-misc/-MERGING-x-1.0").mkdir()
    text = " * Searching for * ...\n[IP-] [  ] app-misc/acme-1.0:0\napp-misc/other-2-r1\n"

    assert [one.name for one in read(tmp_path)] == ["acme"]
    assert [one.name for one in parse_list(text)] == ["acme", "other"]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab-/1._r:\n")) | st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert all(one.name and one.version for one in parse_list(text))


def test_a_long_row_of_hyphens_takes_no_time() -> None:
    assert list(parse_list("a/" + "1-" * 50_000)) == []
