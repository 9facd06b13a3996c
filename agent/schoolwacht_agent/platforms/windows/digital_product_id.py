"""Edition and channel out of a DigitalProductID value of the registry. The key in its middle is not looked at.

The layout is not documented by Microsoft; it is the same in Windows (`DigitalProductId4`) and in Office since 2010: its
own length in the first four bytes, then texts in UTF-16 at fixed places. Older values have 164 bytes and no such texts.
"""

from __future__ import annotations

from dataclasses import dataclass

from schoolwacht_agent.platforms.placeholders import told

_LENGTH = 0x4F8
_ACTIVATION, _EDITION, _CHANNEL = (0x88, 0x80), (0x118, 0x208), (0x3F8, 0x80)


@dataclass(frozen=True, slots=True)
class DigitalProductId:
    """What it says besides the key."""

    licence: str | None
    """GUID of the licence, in small letters."""
    edition: str | None
    channel: str | None


def parse(value: object) -> DigitalProductId | None:
    """None for a value that is not of this layout."""
    if not isinstance(value, bytes) or len(value) < _LENGTH or int.from_bytes(value[:4], "little") != _LENGTH:
        return None
    return DigitalProductId(
        licence=(_text(value, *_ACTIVATION) or "").casefold() or None,
        edition=_text(value, *_EDITION),
        channel=_text(value, *_CHANNEL),
    )


def _text(value: bytes, place: int, length: int) -> str | None:
    said = value[place : place + length].decode("utf-16-le", errors="replace").partition("\0")[0]
    return told(said) if said.isascii() else None
