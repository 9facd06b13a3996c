"""The tree that system_profiler prints, in its three forms."""

from __future__ import annotations

import json
import plistlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.macos import profile
from schoolwacht_agent.platforms.macos.profile import Item, NoProfile

TEXT = """\
Hardware:

    Hardware Overview:

      Model Name: MacBook Air
      Model Identifier: MacBookAir9,1

FireWire:

    FireWire Bus:

      Maximum Speed: Up to 800 Mb/sec

        Old Disk:

          Model: 0x1
          Volumes:
            One:
              Capacity: 3 GB

USB:
"""
OBJECTS: list[dict[str, Any]] = [
    {
        "_dataType": "SPHardwareDataType",
        "_items": [{"_name": "hardware_overview", "machine_model": "MacBookAir9,1", "flags": ["a", "b"]}],
    },
    {
        "_dataType": "SPNetworkDataType",
        "_items": [{"_name": "Wi-Fi", "Ethernet": {"MAC Address": "a4:5e:60:00:00:01"}, "volumes": [{"_name": "v"}]}],
    },
]


def first(said: profile.Profile, kind: str) -> Item:
    items = said.items(kind)
    assert items
    return items[0]


def test_the_text_gives_sections_things_and_values() -> None:
    said = profile.read(TEXT.encode())

    assert [section.kind for section in said.sections] == ["SPHardwareDataType", "SPFireWireDataType", "SPUSBDataType"]
    assert first(said, "SPHardwareDataType").get("modelidentifier") == "MacBookAir9,1"
    bus = first(said, "SPFireWireDataType")
    assert [item.name for item in bus.walk()] == ["FireWire Bus", "Old Disk", "Volumes", "One"]
    assert said.items("SPUSBDataType") == []
    assert said.items("SPMemoryDataType") is None


def test_property_list_and_json_give_the_same_tree() -> None:
    xml = profile.read(plistlib.dumps(OBJECTS))
    as_json = profile.read(json.dumps({one["_dataType"]: one["_items"] for one in OBJECTS}).encode())

    assert xml == as_json
    assert first(xml, "SPHardwareDataType").get("flags") == "a, b"
    wifi = first(xml, "SPNetworkDataType")
    ethernet = wifi.child("ethernet")
    assert ethernet is not None
    assert ethernet.get("macaddress") == "a4:5e:60:00:00:01"
    volumes = wifi.child("volumes")
    assert volumes is not None
    assert [child.name for child in volumes.children] == ["v"]


def test_a_value_may_have_line_ends_of_its_own() -> None:
    text = (
        "Applications:\n\n    Odd: One:\n\n      Get Info String: first line\nsecond: line\n  third\n"
        "      Location: /x.app\n\n    Next:\n\n      Version: 2\n"
    )

    items = profile.read(text.encode()).items("SPApplicationsDataType")

    assert items is not None
    assert [item.name for item in items] == ["Odd: One", "Next"]
    assert items[0].get("getinfostring").startswith("first line second")
    assert items[0].get("location") == "/x.app"


def test_values_right_below_a_title_make_a_thing() -> None:
    text = "Memory:\n\n      Memory: 16 GB\n      Type: LPDDR5\n"

    assert first(profile.read(text.encode()), "SPMemoryDataType").get("type") == "LPDDR5"


def test_windows_line_ends_and_tabs_are_no_hindrance() -> None:
    assert profile.read(TEXT.replace("\n", "\r\n").encode()) == profile.read(TEXT.encode())


@pytest.mark.parametrize("content", [b"", b"hello", b"{", b"[1, 2]", b"<plist><array/></plist>", b"[" * 100_000])
def test_what_is_no_print_of_it_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NoProfile):
        profile.read(content)


def test_a_print_that_is_cut_off_is_not_whole() -> None:
    content = plistlib.dumps(OBJECTS)

    said = profile.read(content[: content.rindex(b"</dict>") - 20])

    assert not said.whole
    assert said.items("SPHardwareDataType")


def test_deep_nesting_ends_somewhere() -> None:
    text = "USB:\n\n" + "\n".join(f"{' ' * (2 * n)}Hub {n}:\n" for n in range(2, 3000))

    said = profile.read(text.encode())

    assert not said.whole
    assert len(list(first(said, "SPUSBDataType").walk())) <= profile.DEEPEST


def test_a_print_without_end_is_read_in_part() -> None:
    said = profile.read(b"USB:\n\n" + b"    A:\n\n      Version: 1\n" * 200_000)

    assert not said.whole
    assert said.items("SPUSBDataType")


@settings(max_examples=100)
@given(st.text(max_size=300), st.integers(0, len(TEXT)))
def test_any_text_is_read_or_refused(noise: str, at: int) -> None:
    for text in (noise, TEXT[:at] + noise + TEXT[at:], "Hardware:\n\n" + noise):
        try:
            profile.read(text.encode("utf-8", errors="replace"))
        except NoProfile:
            continue
