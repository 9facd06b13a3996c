"""GUIDs as Windows Installer writes them in its own keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.windows.packed_guid import GUID, unpacked, upgrade_codes
from schoolwacht_agent.platforms.windows.registry_export import parse


def test_groups_are_turned_round() -> None:
    assert unpacked("87654321CBA90FED2143658709BADCFE") == "{12345678-9ABC-DEF0-1234-567890ABCDEF}"


@pytest.mark.parametrize("text", ["", "87654321", "87654321CBA90FED2143658709BADCFG", "٣" * 32])
def test_what_is_no_packed_guid_is_none(text: str) -> None:
    assert unpacked(text) is None


def test_each_product_learns_its_family() -> None:
    export = parse(
        b"Windows Registry Editor Version 5.00\n[HKLM\\Codes\\87654321CBA90FED2143658709BADCFE]\n"
        b'"00000000000000000000000000000001"=""\n"not one"=""\n[HKLM\\Codes\\other]\n"x"=""\n'
    )
    codes = upgrade_codes(export.root.child("HKEY_LOCAL_MACHINE\\Codes"))

    assert codes == {"{00000000-0000-0000-0000-000000000010}": "{12345678-9ABC-DEF0-1234-567890ABCDEF}"}
    assert upgrade_codes(None) == {}


@given(st.text(alphabet="0123456789abcdef", min_size=32, max_size=32))
def test_every_packed_guid_is_a_guid(text: str) -> None:
    assert GUID.fullmatch(unpacked(text) or "")
