"""Applications as system_profiler lists them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.macos.sections import from_text, items
from schoolwacht_agent.platforms.macos import applications
from schoolwacht_agent.platforms.program import Program

SIGNED = [
    "Developer ID Application: Example Software B.V. (ABCDE12345)",
    "Developer ID Certification Authority",
    "Apple Root CA",
]


def one(**values: object) -> Program:
    (program,) = applications.programs(
        items("Applications", {"_name": "Draw", "path": "/Applications/Draw.app"} | values)
    )
    return program


def test_an_application_of_a_known_maker() -> None:
    found = one(
        version="1.2",
        arch_kind="arch_arm_i64",
        obtained_from="identified_developer",
        signed_by=SIGNED,
        lastModified="2024-03-21T06:13:23Z",
    )

    assert found == Program(
        name="Draw",
        version="1.2",
        source="identified-developer",
        publisher="Example Software B.V.",
        architecture="universal",
        installed_on="2024-03-21",
        upgrade_code="ABCDE12345",
    )


def test_a_maker_who_is_one_person_is_not_named() -> None:
    assert one(signed_by=["Developer ID Application: Lien Peeters (ABCDE12345)"]).publisher == ""
    assert one(info="1.0, Copyright 2012 Lien Peeters. All rights reserved.").publisher == ""


@pytest.mark.parametrize(
    ("info", "publisher"),
    [
        ("Tool version 8.02, Copyright (C) EXAMPLE CORPORATION 2001-2009. All rights reserved.", "EXAMPLE CORPORATION"),
        ("1.0.0, Copyright EXAMPLE INC. 2009 All Rights Reserved", "EXAMPLE INC"),
        ("5.0, Copyright 2003 EXAMPLE", "EXAMPLE"),
        ("version 7", ""),
    ],
)
def test_a_copyright_may_have_its_years_on_either_side(info: str, publisher: str) -> None:
    assert one(info=info).publisher == publisher


def test_a_copyright_names_the_maker_where_nothing_else_does() -> None:
    assert (
        one(info="1.0, Copyright © 2010-2012 Example Corporation. All rights reserved.").publisher
        == "Example Corporation"
    )


@pytest.mark.parametrize(
    ("path", "scope", "kind"),
    [
        ("/Applications/Draw.app", "machine", "application"),
        ("/Applications/Utilities/Draw.app", "machine", "application"),
        ("/Users/lien/Applications/Draw.app", "user", "application"),
        ("/Users/lien/Library/Tools/Draw.app", "user", "component"),
        ("/Users/Shared/Draw.app", "machine", "application"),
        ("/System/Applications/Draw.app", "machine", "application"),
        ("/System/Library/CoreServices/Draw.app", "machine", "system"),
        ("/Library/Printers/x/Draw.app", "machine", "driver"),
        ("/Applications/Big.app/Contents/Draw.app", "machine", "component"),
    ],
)
def test_where_it_lies_says_what_it_is_and_whose(path: str, scope: str, kind: str) -> None:
    found = one(path=path)

    assert (found.scope, found.kind) == (scope, kind)
    assert "lien" not in repr(found)


@pytest.mark.parametrize(
    ("values", "architecture"),
    [
        ({"runtime_environment": "arch_x86", "has64BitIntelCode": "yes"}, "x86_64"),
        ({"runtime_environment": "arch_x86", "has64BitIntelCode": "no"}, "i386"),
        ({"arch_kind": "arch_i64"}, "x86_64"),
        ({"arch_kind": "arch_arm"}, "arm64"),
        ({"arch_kind": "arch_ios"}, "ios"),
        ({"arch_kind": "arch_other"}, ""),
        ({}, ""),
    ],
)
def test_architectures_of_all_years(values: dict[str, str], architecture: str) -> None:
    assert one(**values).architecture == architecture


def test_the_text_is_read_as_well() -> None:
    body = (
        "    Draw:\n\n      Version: 2\n      Obtained from: Apple\n      Last Modified: 24/04/2024\n"
        "      Kind: Intel\n      Signed by: Software Signing, Apple Root CA\n      Location: /Applications/Draw.app\n"
    )

    (found,) = applications.programs(from_text("Applications", body))

    assert (found.publisher, found.source, found.architecture) == ("Apple", "apple", "x86_64")
    assert found.installed_on == "2024-04-24"


def test_folders_that_only_look_like_applications_are_left_out() -> None:
    rows = items(
        "Applications",
        {"_name": "group.example.my", "path": "/Users/lien/Library/Application Scripts/group.example.my.app"},
        {"_name": "", "path": "/Applications/x.app"},
        {"_name": "Laser @ Liens Mac", "path": "/Users/lien/Library/Printers/Laser @ Liens Mac.app"},
    )

    assert list(applications.programs(rows)) == []
    assert [applications.reason(row) for row in rows] == ["no_application", "no_name", "print_queue"]


@settings(max_examples=100)
@given(
    st.dictionaries(st.sampled_from(["path", "version", "signed_by", "info", "lastModified", "arch_kind"]), st.text())
)
def test_no_values_break_a_row(values: dict[str, str]) -> None:
    assert len(list(applications.programs(items("Applications", {"_name": "Draw"} | values)))) <= 1


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["2000,", "2000-2000 ", "© ", "copyright ", "(c)", "a ", "1,"])
def test_no_copyright_takes_for_ever_to_read(piece: str) -> None:
    for start in ("", "copyright ", "© a"):
        one(info=start + piece * 1000)
