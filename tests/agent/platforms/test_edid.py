"""A screen says who it is, if not always cleanly."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings.kind import Verdict
from recordings.kinds.edid import KIND

from agent.recordings import recordings
from schoolwacht_agent.platforms.edid import NotEdid, makers, parse

MAGIC = b"\0\xff\xff\xff\xff\xff\xff\0"


def text(tag: int, words: str) -> bytes:
    return b"\0\0\0" + bytes([tag, 0]) + (words.encode("cp437") + b"\n").ljust(13, b" ")[:13]


def timing(width: int, height: int, wide_mm: int, high_mm: int) -> bytes:
    return (
        struct.pack("<H", 14850)
        + bytes([width & 255, 0, width >> 8 << 4, height & 255, 0, height >> 8 << 4, 0, 0, 0, 0])
        + bytes([wide_mm & 255, high_mm & 255, wide_mm >> 8 << 4 | high_mm >> 8, 0, 0, 0x1E])
    )


def block(
    *descriptors: bytes,
    code: str = "DEL",
    number: int = 0,
    week: int = 12,
    year: int = 2019,
    size: tuple[int, int] = (53, 30),
    digital: bool = True,
    extensions: int = 0,
) -> bytes:
    letters = [ord(letter) - 64 for letter in code]
    packed = letters[0] << 10 | letters[1] << 5 | letters[2]
    head = MAGIC + struct.pack(">H", packed) + struct.pack("<HIBB", 0x4321, number, week, year - 1990)
    head += bytes([1, 4, 0x80 if digital else 0, *size, 120, 0]) + bytes(10) + bytes(3) + b"\1\1" * 8
    filler = text(0x10, "")
    body = head + b"".join((descriptors + (filler,) * 4)[:4]) + bytes([extensions])
    return body + bytes([-sum(body) % 256])


FULL_HD = timing(1920, 1080, 527, 296)


def test_a_screen_is_described() -> None:
    found = parse(block(FULL_HD, text(0xFF, "CN0A1B2C"), text(0xFC, "P2419H")), "DP-1")
    screen = found.monitor

    assert (screen.maker, screen.maker_code, screen.product_code) == ("Dell", "DEL", 0x4321)
    assert (screen.name, screen.serial, screen.connector) == ("P2419H", "CN0A1B2C", "DP-1")
    assert (screen.year, screen.week, screen.digital) == (2019, 12, True)
    assert (screen.width_px, screen.height_px, screen.width_mm, screen.height_mm) == (1920, 1080, 527, 296)
    assert (found.version, found.faults) == ("1.4", ())


def test_the_number_stands_in_for_a_missing_text_and_filler_for_nothing() -> None:
    assert parse(block(FULL_HD, number=338670)).monitor.serial == "338670"
    assert parse(block(FULL_HD, number=0x01010101)).monitor.serial is None
    assert parse(block(FULL_HD, text(0xFF, "0000000000000"))).monitor.serial is None


def test_the_panel_of_a_notebook_is_named_by_its_part_number() -> None:
    assert parse(block(FULL_HD, text(0xFE, "AUO"), text(0xFE, "B140HAN04.2"))).monitor.name == "B140HAN04.2"


def test_a_projector_has_no_size_and_an_old_screen_no_year() -> None:
    screen = parse(block(FULL_HD, size=(0, 0), year=1990, week=255, digital=False)).monitor

    assert (screen.width_mm, screen.height_mm, screen.year, screen.week, screen.digital) == (None,) * 4 + (False,)


def test_millimetres_that_mean_a_shape_are_not_believed() -> None:
    screen = parse(block(timing(1920, 1080, 1600, 900), size=(53, 30))).monitor

    assert (screen.width_mm, screen.height_mm) == (530, 300)


def test_extensions_are_told_and_faults_have_codes() -> None:
    cta = bytes([2, 3, 4, 0]) + bytes(123)
    cta += bytes([-sum(cta) % 256])
    broken = bytearray(block(FULL_HD, extensions=1))
    broken[20] ^= 1

    assert parse(block(FULL_HD, extensions=1) + cta).extensions == ("cta-861",)
    assert parse(bytes(broken)).faults == ("wrong_checksum", "missing_extension")
    assert parse(bytes(broken)).monitor.width_px == 1920


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (bytes(128), "empty"), (MAGIC + b"\1", "truncated"), (b"x" * 128, "not_edid")]
)
def test_what_is_no_block_says_so(data: bytes, code: str) -> None:
    with pytest.raises(NotEdid, match=code):
        parse(data)


def test_makers_have_three_letters_and_a_name() -> None:
    assert all(len(code) == 3 and code.isupper() and name for code, name in makers().items())


def test_recordings_are_understood() -> None:
    files = recordings("generic/edid")
    found = [KIND.read(file.read_bytes(), "") for file in files]
    named = sum(parse(file.read_bytes()).monitor.maker is not None for file in files)
    print(f"edid: {len(files)} recordings, {named} with a maker's name")  # noqa: T201 - figures somebody wants to see

    assert all(one.verdict is Verdict.UNDERSTOOD for one in found)


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_no_bytes_break_it(data: bytes) -> None:
    assert parse(MAGIC + data.ljust(120, b"\0")).monitor.maker_code
    KIND.read(data, "")
