"""The entry point says of which version the table is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.smbios.entry_point import NotSmbios, parse
from schoolwacht_agent.platforms.smbios.memory_makers import maker
from stage.smbios_table import entry_point_32, entry_point_64, ordinary_pc


def test_all_three_forms_tell_version_and_length() -> None:
    table = ordinary_pc()
    wide, narrow = parse(entry_point_64(table, (3, 2))), parse(entry_point_32(table, (2, 8)))
    oldest = b"_DMI_\0" + bytes([200, 0]) + bytes(4) + bytes([9, 0, 0x20])

    assert (wide.version, wide.length, wide.sound) == ((3, 2), len(table), True)
    assert (narrow.version, narrow.length, narrow.sound) == ((2, 8), len(table), True)
    assert (parse(oldest).version, parse(oldest).length) == ((2, 0), 200)


def test_a_wrong_checksum_is_said_and_a_version_that_never_was_is_put_right() -> None:
    broken = bytearray(entry_point_32(b"", (2, 31)))
    broken[4] ^= 1

    assert (parse(bytes(broken)).version, parse(bytes(broken)).sound) == ((2, 3), False)


@given(st.binary(max_size=64), st.sampled_from([b"", b"_SM_", b"_SM3_", b"_DMI_"]))
def test_other_bytes_are_refused_or_read(data: bytes, mark: bytes) -> None:
    try:
        parse(mark + data)
    except NotSmbios:
        return


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("80CE000080CE", "Samsung"),
        ("CE00000000000000", "Samsung"),
        ("80AD", "SK hynix"),
        ("7F98000000000000", "Kingston"),
        ("0198", "Kingston"),
        ("0x059B", "Crucial"),
        ("Bank 6, Hex 0x9B", "Crucial"),
        ("7F7F9E0000000000", "Corsair"),
        ("Kingston", "Kingston"),
        ("0FFF", "0FFF"),
        ("7F7F", "7F7F"),
    ],
)
def test_makers_numbers_become_names(text: str, name: str) -> None:
    assert maker(text) == name
