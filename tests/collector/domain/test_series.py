"""Packed numbers are numbers like any other, whoever looks at them."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.domain.series import Dictionary, Frame, Origin, PackedNumbers, Shape

WHOLE = st.lists(st.integers(-(2**63), 2**63 - 1))


@given(WHOLE)
def test_packed_numbers_read_as_the_tuple_they_were(numbers: list[int]) -> None:
    plain = tuple(numbers)
    packed = PackedNumbers(struct.pack(f"<{len(plain)}q", *plain))
    assert packed == plain
    assert plain == packed
    assert (tuple(packed), len(packed), hash(packed), repr(packed)) == (plain, len(plain), hash(plain), repr(plain))
    assert (packed[1:3], packed[:-1]) == (plain[1:3], plain[:-1])


def test_frames_are_equal_whether_their_numbers_are_packed_or_not() -> None:
    origin = Origin("d-1", "pc-1", "main", "07")
    dictionary = Dictionary(1, (Shape("mem", (), ("total", "free"), (0, 0)),))
    packed = Frame(origin, dictionary, 5, PackedNumbers(struct.pack("<2q", 8, 3)))
    assert packed == Frame(origin, dictionary, 5, (8, 3))
    assert packed != Frame(origin, dictionary, 5, (8, 4))


def test_half_a_number_at_the_end_is_not_a_number() -> None:
    assert PackedNumbers(struct.pack("<q", 7) + b"half") == (7,)
