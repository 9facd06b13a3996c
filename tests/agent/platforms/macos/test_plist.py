"""Property lists, whole, broken and hostile."""

from __future__ import annotations

import plistlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.macos import plist
from schoolwacht_agent.platforms.macos.plist import NoPlist

VALUE = {"name": "Ééntje", "n": 3, "r": 1.5, "yes": True, "list": [1, {"deep": b"\x00\x01"}], "empty": {}}


def test_both_forms_give_what_was_put_in() -> None:
    for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        read = plist.read(plistlib.dumps(VALUE, fmt=form))

        assert (read.value, read.whole) == (VALUE, True)


def test_a_date_is_a_moment_in_utc() -> None:
    content = b"<plist><date>2024-03-21T06:13:23Z</date></plist>"

    assert plist.read(content).value == datetime(2024, 3, 21, 6, 13, 23, tzinfo=UTC)


def test_a_wrong_date_or_number_stays_text_and_costs_nothing_else() -> None:
    content = (
        b"<plist><dict><key>a</key><date>never</date><key>b</key><integer>x</integer><key>c</key><true/></dict></plist>"
    )

    assert plist.read(content).value == {"a": "never", "b": "x", "c": True}


def test_of_a_file_cut_off_the_beginning_is_kept() -> None:
    content = plistlib.dumps([{"name": f"app {n}"} for n in range(50)])

    read = plist.read(content[: len(content) // 2])

    assert isinstance(read.value, list)
    assert (len(read.value) > 20, read.whole) == (True, False)


def test_bytes_that_are_no_utf8_do_not_end_the_reading() -> None:
    content = b"<plist><array><string>caf\xe9\x01</string><string>next</string></array></plist>"

    value = plist.read(content).value

    assert isinstance(value, list)
    assert value[1] == "next"


def test_entities_are_refused_before_they_can_grow() -> None:
    lines = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    bomb = f'<!DOCTYPE plist [<!ENTITY a0 "ha">{lines}]><plist><string>&a12;</string></plist>'.encode()

    with pytest.raises(NoPlist, match="entities"):
        plist.read(bomb)


def test_the_readers_of_python_refuse_entities_too() -> None:
    with pytest.raises(plistlib.InvalidFileException):
        plistlib.loads(b'<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>')


@pytest.mark.parametrize("content", [b"", b"<html/>", b"bplist00", b"bplist00" + b"\xff" * 64, b"\0" * 100])
def test_what_is_no_property_list_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NoPlist):
        plist.read(content)


def test_deep_nesting_and_size_are_refused() -> None:
    with pytest.raises(NoPlist, match="deeply"):
        plist.read(b"<plist>" + b"<array>" * 5000)
    with pytest.raises(NoPlist, match="large"):
        plist.read(b" " * (plist.MOST_BYTES + 1))


def test_a_binary_list_that_holds_itself_is_read_or_refused() -> None:
    # One array whose only member is itself: objects at 8, table of offsets at 10.
    content = (
        b"bplist00" + b"\xa1\x00" + b"\x08" + bytes(6) + b"\x01\x01" + (1).to_bytes(8) + bytes(8) + (10).to_bytes(8)
    )

    try:
        plist.read(content)
    except NoPlist:
        return


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert plist.read_file(tmp_path / "none.plist") is None


@settings(max_examples=100)
@given(st.binary(max_size=200), st.integers(0, 600))
def test_mutated_lists_are_read_or_refused(noise: bytes, at: int) -> None:
    for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        content = plistlib.dumps(VALUE, fmt=form)
        try:
            plist.read(content[:at] + noise + content[at + len(noise) // 2 :])
        except NoPlist:
            continue
