"""Installed packages of Arch and its kin."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.recordings import recordings
from schoolwacht_agent.platforms.pacman_local import parse, parse_query, parse_short, read
from schoolwacht_agent.platforms.program import Kind, Program

DESC = """%NAME%
acme-draw

%VERSION%
1:24.1-2

%ARCH%
x86_64

%INSTALLDATE%
1795415400

%PACKAGER%
Ann Example <ann@example.org>

%SIZE%
1048576
"""
QUERY = """Name            : acme-draw
Version         : 1:24.1-2
Architecture    : x86_64
Groups          : None
Installed Size  : 1,50 MiB
Packager        : Ann Example <ann@example.org>
Install Date    : Mon Nov 23 07:30:00 2026

Name            : half
"""


def test_a_package_is_read_and_its_packager_is_not() -> None:
    found = parse(DESC)

    assert found == Program(
        "acme-draw",
        "1:24.1-2",
        "pacman",
        "",
        "x86_64",
        installed_on="2026-11-23",
        size_bytes=1048576,
        kind=Kind.PACKAGE,
    )
    assert "Ann" not in str(found)


def test_what_pacman_prints_is_read_too() -> None:
    (found,) = parse_query(QUERY)

    assert (found.name, found.version, found.installed_on, found.size_bytes) == (
        "acme-draw",
        "1:24.1-2",
        "2026-11-23",
        1_572_864,
    )


def test_plain_lines_are_read_too() -> None:
    text = "acme-draw 1:24.1-2\nerror: database not found\nother 6.1.r5-1\n"

    assert [(one.name, one.version) for one in parse_short(text)] == [("acme-draw", "1:24.1-2"), ("other", "6.1.r5-1")]


def test_a_folder_without_a_readable_description_is_left_out(tmp_path: Path) -> None:
    home = tmp_path / "var/lib/pacman/local"
    for name, text in (
        ("acme-draw-1:24.1-2", DESC),
        ("empty-1-1", ""),
        ("linux-6-1", "%NAME%\nlinux\n\n%VERSION%\n6-1\n"),
    ):
        (home / name).mkdir(parents=True)
        (home / name / "desc").write_text(text)
    (home / "nothing-1-1").mkdir()
    (home / "ALPM_DB_VERSION").write_text("9\n")

    assert [(one.name, one.kind) for one in read(tmp_path)] == [("acme-draw", "package"), ("linux", "system")]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("%NAMEVRSIO\n: 1-.")) | st.text())
def test_rubbish_is_survived(text: str) -> None:
    parse(text)
    assert all(one.name and one.version for one in parse_query(text))


def test_recordings_are_understood() -> None:
    (file,) = recordings("linux/packaging", starts="pacman")
    text = file.read_text("utf-8", errors="replace")

    assert len(list(parse_query(text))) == text.count("\nVersion ") > 1
