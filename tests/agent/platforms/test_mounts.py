"""File systems that are mounted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.mounts import Mount, expected_writable, parse, turned_read_only

TEXT = """27 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro
28 27 8:3 / /my\\040files rw,relatime - xfs /dev/sda3 ro,attr2
29 27 8:3 /part /elsewhere ro,relatime - xfs /dev/sda3 ro,attr2
30 27 7:1 / /snap/core ro - squashfs /dev/loop1 ro
31 27 0:22 / /sys rw - sysfs sysfs rw
"""


def mount(*, read_only: bool, gave_up: bool = False, place: str = "/") -> Mount:
    return Mount("8:2", "/dev/sda2", "ext4", read_only, gave_up, (place,))


def test_only_file_systems_on_disks_count_and_each_once() -> None:
    first, second = parse(TEXT)

    assert (first.number, first.kind, first.read_only) == ("8:2", "ext4", False)
    assert (second.read_only, second.places) == (True, ("/my files", "/elsewhere"))


def test_fstab_tells_what_is_expected() -> None:
    fstab = (
        "# comment\nUUID=1 / ext4 errors=remount-ro 0 1\n/dev/sda3 /my\\040files xfs ro,noatime\n/dev/sda4 /srv xfs\n"
    )
    assert expected_writable(fstab) == {"/": True, "/my files": False, "/srv": True}


@pytest.mark.parametrize(
    ("one", "wanted", "expected"),
    [
        (mount(read_only=False), {}, False),
        (mount(read_only=True), {"/": True}, True),
        (mount(read_only=True), {"/": False}, False),
        (mount(read_only=True), {}, None),
        (mount(read_only=False, gave_up=True), {}, True),
    ],
)
def test_read_only_counts_only_where_it_was_not_asked_for(
    one: Mount,
    wanted: dict[str, bool],
    expected: bool | None,  # noqa: FBT001 - a case
) -> None:
    assert turned_read_only(one, wanted) is expected


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(TEXT)))
def test_rubbish_is_survived(text: str, at: int) -> None:
    for spoilt in (text, TEXT[:at] + text + TEXT[at:]):
        parse(spoilt)
        expected_writable(spoilt)
