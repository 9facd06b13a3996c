"""The book-keeping of Debian's package tool."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.dpkg import parse, parse_query
from schoolwacht_agent.platforms.program import Kind, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

TWO = """Package: adduser
Status: install ok installed
Installed-Size: 686
Maintainer: Debian Adduser Developers <adduser@packages.debian.org>
Architecture: all
Version: 3.134
Section: admin
Description: add and remove users
 Package: not-a-package
 .
 Status: deinstall ok config-files

Package: zoom
Status: hold ok installed
Architecture: amd64
Version: 6.1
Origin: Zoom Video <support@example.com>
"""


def read(text: str) -> list[Program]:
    return list(parse(io.StringIO(text)))


def test_installed_packages_are_read_and_descriptions_are_not() -> None:
    assert read(TWO) == [
        Program("adduser", "3.134", "dpkg", "", "all", size_bytes=686 * 1024, kind="package", section="admin"),
        Program("zoom", "6.1", "dpkg", "Zoom Video", "amd64", kind="package"),
    ]


@pytest.mark.parametrize(
    ("status", "count"),
    [
        ("install ok installed", 1),
        ("hold ok installed", 1),
        ("deinstall ok installed", 1),
        ("deinstall ok config-files", 0),
        ("install ok unpacked", 0),
        ("install reinstreq half-installed", 0),
        ("installed", 0),
        ("", 0),
    ],
)
def test_only_what_dpkg_calls_installed_counts(status: str, count: int) -> None:
    assert len(read(f"Package: x\nVersion: 1\nStatus: {status}\n")) == count


def test_an_address_is_no_organisation() -> None:
    (package,) = read("Package: x\nStatus: install ok installed\nOrigin: ann@example.org\n")

    assert package.publisher == ""


@pytest.mark.parametrize("size", ["", "many", "-1", "²", "9" * 5000])
def test_a_size_that_is_none_has_no_value(size: str) -> None:
    (package,) = read(f"Package: x\nStatus: install ok installed\nInstalled-Size: {size}\n")

    assert package.size_bytes is None


def test_field_names_may_be_written_in_any_case_and_a_file_may_end_anywhere() -> None:
    assert read("PACKAGE: x\nstatus:install ok installed\nVersion") == [Program("x", source="dpkg", kind="package")]


def test_one_paragraph_is_held_at_a_time() -> None:
    handed_out = 0

    def endless() -> Iterator[str]:
        nonlocal handed_out
        while True:
            handed_out += 1
            yield from ("Package: x\n", "Status: install ok installed\n", "\n")

    packages = parse(endless())
    next(packages)
    next(packages)

    assert handed_out == 2


def test_the_section_tells_what_sort_of_package_it_is() -> None:
    text = "Package: x\nStatus: install ok installed\nSection: {}\n"
    kinds = [
        read(text.format(section))[0].kind for section in ("fonts", "contrib/libs", "kernel", "web", "localization")
    ]

    assert kinds == [Kind.FONT, Kind.COMPONENT, Kind.SYSTEM, Kind.PACKAGE, Kind.LANGUAGE]


def test_what_its_own_programs_print_is_read_too() -> None:
    shown = "vim\tamd64\t2:9.0\t3701\teditors\tinstall ok installed\nold\tall\t1\t1\tx\tdeinstall ok config-files\n"
    plain = "vim\t2:9.0\t3701\tVi IMproved\n"
    listed = "||/ Name  Version Architecture Description\n+++-====-\nii  vim  2:9.0  amd64  Vi\nrc  old  1  all  Gone\n"

    for text in (shown, plain, listed):
        assert [(one.name, one.version) for one in parse_query(text)] == [("vim", "2:9.0")]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("Package: Status install ok ed\nVersion\t0\u2028\x00")))
def test_rubbish_is_survived(text: str) -> None:
    assert all(package.name for package in read(text))


def test_lists_of_other_package_tools_are_no_dpkg_list() -> None:
    if not (folder := os.environ.get("SCHOOLWACHT_RECORDINGS")):
        pytest.skip("SCHOOLWACHT_RECORDINGS does not name the folder of recordings")
    recordings = sorted((Path(folder) / "linux/packaging").iterdir())

    assert recordings
    for recording in recordings:
        with recording.open(encoding="utf-8", errors="replace") as lines:
            assert list(parse(lines)) == [], recording.name
