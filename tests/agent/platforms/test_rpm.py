"""Packages of Fedora, openSUSE and their kin."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.recordings import recordings, tell
from schoolwacht_agent.platforms.program import Kind, Program
from schoolwacht_agent.platforms.rpm import parse, parse_names, stamp

LINES = (
    "vim-enhanced\tx86_64\t2:9.1.113-1.fc39\t1707900000\t4012345\tFedora Project\tApplications/Editors\n"
    "gpg-pubkey\t(none)\tfb5-6\t1707900000\t0\t(none)\tPublic Keys\n"
)


def test_a_package_is_read_and_a_key_is_none() -> None:
    assert list(parse(LINES)) == [
        Program(
            "vim-enhanced",
            "2:9.1.113-1.fc39",
            "rpm",
            "Fedora Project",
            "x86_64",
            installed_on="2024-02-14",
            size_bytes=4_012_345,
            kind=Kind.PACKAGE,
            section="Applications/Editors",
        )
    ]


@pytest.mark.parametrize(
    "vendor", ["Fedora Copr - user jan", "obs://build.opensuse.org/home:jan", "Jan <jan@example.org>", "(none)"]
)
def test_a_person_is_never_the_publisher(vendor: str) -> None:
    (package,) = parse(f"x\tnoarch\t1-1\t0\t1\t{vendor}\tUnspecified\n")

    assert (package.publisher, package.section) == ("", "")


def test_plain_names_are_read_too() -> None:
    text = "vim-enhanced-9.1.113-1.fc39.x86_64    Wed 14 Feb 2024\ngpg-pubkey-fb5-6\nacme-1-2.noarch\n"

    assert [(one.name, one.version, one.architecture) for one in parse_names(text)] == [
        ("vim-enhanced", "9.1.113-1.fc39", "x86_64"),
        ("acme", "1-2", "noarch"),
    ]


def test_the_stamp_changes_with_the_database(tmp_path: Path) -> None:
    (tmp_path / "var/lib/rpm").mkdir(parents=True)
    empty = stamp(tmp_path)
    (tmp_path / "var/lib/rpm/rpmdb.sqlite").touch()
    os.utime(tmp_path / "var/lib/rpm/rpmdb.sqlite", (1_000, 1_000))

    assert set(empty) == {None}
    assert stamp(tmp_path) != empty


@given(st.text(alphabet=st.sampled_from("vim\t\n(none)0x_-1@: ")))
def test_rubbish_is_survived(text: str) -> None:
    assert all(package.name and package.version for package in parse(text))


def test_recordings_are_understood_or_say_why_not() -> None:
    def judge(text: str) -> str:
        packages = list(parse(text))
        return "understood" if packages and len(packages) == len(text.splitlines()) else "no_packages"

    assert tell("rpm", recordings("linux/packaging", starts="rpm"), judge)["understood"] >= 1
    others = [file for file in recordings("linux/packaging") if not file.name.startswith("rpm")]
    assert set(tell("rpm, from other tools", others, judge)) == {"no_packages"}
