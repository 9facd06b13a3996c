"""Objects of WMI that somebody saved as text."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.windows import wmi_dump
from schoolwacht_agent.platforms.windows.wmi_dump import objects

WMIC = (
    '\r\n\r\nCapabilities={3,4}\r\nCapabilityDescriptions={"Random Access","Says {no}"}\r\nName=Disk &amp; co\r\n'
    "Size=\r\n\r\n\r\nName=Other\r\nSettingID={A2181956-1DCA-423B-9295-9A0E7A3FD7A9}\r\nRoles={}\r\n\r\n\r\n"
)
MEANT = [
    {"Capabilities": ("3", "4"), "CapabilityDescriptions": ("Random Access", "Says {no}"), "Name": "Disk & co"},
    {"Name": "Other", "SettingID": "{A2181956-1DCA-423B-9295-9A0E7A3FD7A9}", "Roles": ()},
]


def test_objects_of_wmic_are_told_apart() -> None:
    assert objects(WMIC.encode("utf-16")) == MEANT


def test_the_encoding_does_not_matter() -> None:
    assert objects(WMIC.encode("utf-16-le")) == MEANT
    assert objects(b"\xfe\xff" + WMIC.encode("utf-16-be")) == MEANT
    assert objects(WMIC.encode()) == MEANT
    assert objects(b"\xef\xbb\xbf" + WMIC.encode()) == MEANT
    assert objects("Caption=Mémoire\r\n".encode("cp1252")) == [{"Caption": "Mémoire"}]


def test_the_doubled_carriage_returns_of_a_pipe_end_no_object() -> None:
    assert objects(WMIC.replace("\r\n", "\r\r\n").encode()) == MEANT


def test_a_list_of_powershell_is_read_too() -> None:
    text = "\n\nDeviceLocator : DIMM A\nCapacity      : 8589934592\nTags          : {one, two}\nPartNumber    :\n\n\n"

    assert objects(text.encode()) == [{"DeviceLocator": "DIMM A", "Capacity": "8589934592", "Tags": ("one", "two")}]


def test_a_name_that_comes_back_begins_the_next_object() -> None:
    assert objects(b"Name=a\nSize=1\nName=b\nSize=2\n") == [{"Name": "a", "Size": "1"}, {"Name": "b", "Size": "2"}]


def test_lines_without_a_name_belong_to_the_value_above() -> None:
    assert objects(b"# saved by hand\n\nName=first\n  second\nSize=1\n") == [{"Name": "first second", "Size": "1"}]


def test_a_large_dump_is_read_in_time() -> None:
    started = perf_counter()
    assert len(objects(b"Name=a\nSize=1\n\n" * 100_000)) == wmi_dump._MOST_OBJECTS
    objects(b"{" * 1_000_000)
    objects(b"Name={" + b'"a",' * 200_000 + b"}")
    objects(b"Name\n" * 200_000)
    assert perf_counter() - started < 10


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_rubbish_is_survived(data: bytes) -> None:
    objects(data)


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*WMIC.splitlines(keepends=True), "Name : {", '={"', "\n", "\r", "\0", "a = b\n"])))
def test_a_torn_dump_is_survived(lines: list[str]) -> None:
    for row in objects("".join(lines).encode("utf-16")):
        assert all(name and isinstance(value, str | tuple) for name, value in row.items())
