"""What a screen says of itself: EDID 1.0 to 1.4 (VESA E-EDID Standard, Release A2), 128 bytes and extensions.

Screens are sloppy: wrong checksums, a serial number of all ones, a name cut short, bytes left over. A block that begins
as it should is read, and what is wrong with it is said in codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schoolwacht_agent.platforms.machine_parts import Monitor
from schoolwacht_agent.platforms.placeholders import told

_MAGIC = b"\0\xff\xff\xff\xff\xff\xff\0"
_BLOCK = 128
_MOST_BYTES = 256 * _BLOCK
_DESCRIPTORS = (54, 72, 90, 108)
_SERIAL, _TEXT, _NAME = 0xFF, 0xFE, 0xFC
_CTA, _DISPLAY_ID = 0x02, 0x70
_FIRST_YEAR = 1993
"""EDID is of 1994; what says it is older does not know."""
_FILLER = frozenset({0, 1, 0x01010101, 0xFFFFFFFF, 0x12345678})
"""Serial numbers that whole series share."""
_ALMOST_MM = 10
_LETTERS = 26
_FEWEST_PIXELS = 100


class NotEdid(ValueError):  # noqa: N818 - what the bytes are not; the message is a code: empty, truncated, not_edid
    """The bytes are no EDID, or not enough of one."""


@dataclass(frozen=True, slots=True)
class Edid:
    """A screen, and what is wrong with its block."""

    monitor: Monitor
    version: str
    extensions: tuple[str, ...] = ()
    """cta-861, displayid, other."""
    faults: tuple[str, ...] = ()
    """wrong_checksum, missing_extension, no_maker."""


def parse(block: bytes, connector: str | None = None) -> Edid:
    """Reads a block with its extensions; raises NotEdid."""
    block = block[:_MOST_BYTES]
    if not block.strip(b"\0"):
        raise NotEdid("empty")
    if not block.startswith(_MAGIC):
        raise NotEdid("not_edid")
    if len(block) < _BLOCK:
        raise NotEdid("truncated")
    texts = _texts(block)
    code = _maker(block)
    width, height = _mode(block)
    width_mm, height_mm = _size(block)
    product = int.from_bytes(block[10:12], "little")
    return Edid(
        Monitor(
            maker_code=code or "???",
            product_code=product,
            name=texts.get(_NAME) or _panel(block),
            serial=texts.get(_SERIAL) or _number(block),
            maker=makers().get(code or ""),
            year=_year(block),
            week=block[16] if 1 <= block[16] <= 54 else None,  # noqa: PLR2004 - weeks of a year; 255: a model's year
            width_mm=width_mm,
            height_mm=height_mm,
            width_px=width,
            height_px=height,
            digital=bool(block[20] & 0x80),
            connector=connector,
        ),
        f"{block[18]}.{block[19]}",
        tuple(_extensions(block)),
        tuple(_faults(block, code)),
    )


@cache
def makers() -> dict[str, str]:
    """Names of makers by their three letters in the PNP registry."""
    text = Path(__file__).with_name("pnp_makers.json").read_text("utf-8")
    names: dict[str, str] = json.loads(text)["makers"]
    return names


def _maker(block: bytes) -> str | None:
    packed = int.from_bytes(block[8:10], "big")
    letters = [packed >> shift & 31 for shift in (10, 5, 0)]
    return "".join(chr(64 + letter) for letter in letters) if all(1 <= n <= _LETTERS for n in letters) else None


def _year(block: bytes) -> int | None:
    year = 1990 + block[17]
    return year if year >= _FIRST_YEAR else None


def _number(block: bytes) -> str | None:
    number = int.from_bytes(block[12:16], "little")
    return None if number in _FILLER else str(number)


def _described(block: bytes, tag: int) -> Iterator[str]:
    """What the text descriptors of this kind say; a line feed ends the text, blanks fill it up."""
    for place in _DESCRIPTORS:
        if block[place : place + 3] == b"\0\0\0" and block[place + 3] == tag:
            text = block[place + 5 : place + 18].partition(b"\n")[0].partition(b"\0")[0]
            if clean := told(text.decode("cp437", errors="replace")):
                yield clean


def _texts(block: bytes) -> dict[int, str]:
    """A long serial number or name may go on in a second descriptor."""
    found = {tag: list(_described(block, tag)) for tag in (_SERIAL, _NAME)}
    return {tag: " ".join(texts) if tag == _NAME else texts[0] for tag, texts in found.items() if texts}


def _panel(block: bytes) -> str | None:
    """Panels of notebooks have no name, but the maker's part number in a free text."""
    texts = [text for text in _described(block, _TEXT) if any(sign.isdigit() for sign in text)]
    return texts[-1] if texts else None


def _mode(block: bytes) -> tuple[int | None, int | None]:
    """The mode a screen likes best: its first detailed timing."""
    timing = block[54:72]
    if timing[:2] == b"\0\0":
        return None, None
    width = timing[2] | (timing[4] & 0xF0) << 4
    height = timing[5] | (timing[7] & 0xF0) << 4
    if timing[17] & 0x80:  # interlaced: one field of two
        height *= 2
    return (width, height) if min(width, height) >= _FEWEST_PIXELS else (None, None)


def _size(block: bytes) -> tuple[int | None, int | None]:
    """Centimetres of the screen, refined by the millimetres of its mode where both agree; none for a projector."""
    wide, high = block[21] * 10, block[22] * 10
    if not wide or not high:  # in 1.4 one alone is the shape of a screen whose size changes
        return None, None
    timing = block[54:72]
    if timing[:2] != b"\0\0":
        fine_wide = timing[12] | (timing[14] & 0xF0) << 4
        fine_high = timing[13] | (timing[14] & 0x0F) << 8
        if abs(fine_wide - wide) <= _ALMOST_MM and abs(fine_high - high) <= _ALMOST_MM:
            return fine_wide, fine_high
    return wide, high


def _extensions(block: bytes) -> Iterator[str]:
    for start in range(_BLOCK, len(block) - _BLOCK + 1, _BLOCK):
        yield {_CTA: "cta-861", _DISPLAY_ID: "displayid"}.get(block[start], "other")


def _faults(block: bytes, maker: str | None) -> Iterator[str]:
    whole = len(block) // _BLOCK
    if any(sum(block[start * _BLOCK : (start + 1) * _BLOCK]) % 256 for start in range(whole)):
        yield "wrong_checksum"
    if whole - 1 < block[126]:
        yield "missing_extension"
    if maker is None:
        yield "no_maker"
