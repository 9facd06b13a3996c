"""What stands around a product key in the registry."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.windows.digital_product_id import DigitalProductId, parse

LICENCE = "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE"


def product_id(licence: str = LICENCE, edition: str = "HomeBusinessR", channel: str = "Retail") -> bytes:
    """A value with a key in its middle that nobody may read."""
    data = bytearray(0x4F8)
    data[0:4] = (0x4F8).to_bytes(4, "little")
    for place, text in ((0x88, licence), (0x118, edition), (0x3F8, channel)):
        data[place : place + 2 * len(text)] = text.encode("utf-16-le")
    data[0x328:0x338] = b"SECRETSECRETSECR"
    return bytes(data)


def test_edition_and_channel_are_told_and_the_key_is_not() -> None:
    assert parse(product_id()) == DigitalProductId(LICENCE.casefold(), "HomeBusinessR", "Retail")
    assert "SECRET" not in repr(parse(product_id()))


def test_other_values_tell_nothing() -> None:
    assert parse(None) is None
    assert parse(b"\xa4\0\0\0" + bytes(160)) is None
    assert parse(product_id()[:-1]) is None
    assert parse(product_id("", "", "")) == DigitalProductId(None, None, None)


@settings(max_examples=100)
@given(st.binary(min_size=0x4F4, max_size=0x500))
def test_rubbish_is_survived(data: bytes) -> None:
    parse((0x4F8).to_bytes(4, "little") + data)
