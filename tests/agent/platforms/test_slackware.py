"""Installed packages of Slackware."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.slackware import parse_list, read


def test_lists_of_slackware_are_read(tmp_path: Path) -> None:
    home = tmp_path / "var/log/packages"
    home.mkdir(parents=True)
    (home / "acme-draw-24.1-x86_64-1_SBo").touch()
    (home / "README").touch()
    (found,) = read(tmp_path)

    assert (found.name, found.version, found.architecture) == ("acme-draw", "24.1-1_SBo", "x86_64")
    assert [one.name for one in parse_list("PACKAGES:\n/var/log/packages/a-b-1-noarch-2\n")] == ["a-b"]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab-/1._r:\n")) | st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert all(one.name and one.version for one in parse_list(text))


def test_a_long_row_of_hyphens_takes_no_time() -> None:
    assert list(parse_list("1-" * 50_000)) == []
