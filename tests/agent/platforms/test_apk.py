"""Installed packages of Alpine and its kin."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.apk import parse, parse_list, read
from schoolwacht_agent.platforms.program import Kind, Program

INSTALLED = """C:Q1abc=
P:acme-draw
V:24.1-r2
A:x86_64
I:4096
m:Ann Example <ann@example.org>
F:usr/bin
R:acme

P:.choice
V:0

P:font-acme
V:1-r0
A:noarch
"""


def test_packages_are_read_and_their_maintainers_are_not() -> None:
    found = list(parse(INSTALLED.splitlines()))

    assert found == [
        Program("acme-draw", "24.1-r2", "apk", "", "x86_64", size_bytes=4096, kind=Kind.PACKAGE),
        Program("font-acme", "1-r0", "apk", "", "noarch", kind=Kind.FONT),
    ]
    assert "Ann" not in str(found)


def test_what_apk_prints_is_read_too() -> None:
    text = (
        "acme-draw-24.1-r2 x86_64 {acme} (MIT) [installed]\nother-1-r0 x86_64 {other} (MIT)\n"
        "newer-1-r0 x86_64 {n} (MIT) [upgradable from: newer-0-r0]\nWARNING: no network\nplain-2.0_git5-r1\n"
    )

    assert [(one.name, one.version) for one in parse_list(text)] == [
        ("acme-draw", "24.1-r2"),
        ("other", "1-r0"),
        ("plain", "2.0_git5-r1"),
    ]


def test_either_place_of_the_list_is_read(tmp_path: Path) -> None:
    assert list(read(tmp_path)) == []
    (tmp_path / "usr/lib/apk/db").mkdir(parents=True)
    (tmp_path / "usr/lib/apk/db/installed").write_text(INSTALLED)

    assert [one.name for one in read(tmp_path)] == ["acme-draw", "font-acme"]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("PVAI:\n1-r.")) | st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert all(one.name for one in parse(text.splitlines()))
    assert all(one.name for one in parse_list(text))
