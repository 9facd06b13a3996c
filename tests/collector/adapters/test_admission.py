from __future__ import annotations

from collector.adapters.frames import MONDAY_MS, PC, SYSTEM, disk, frame
from schoolwacht_collector.adapters.admission import EARLIEST_MS, LATEST_MS, admit
from schoolwacht_collector.domain.series import Dictionary, Entry, Frame, Mark, Origin, Shape


def test_what_is_plain_passes_as_it_is() -> None:
    entries: list[Entry] = [frame(100), Mark("alert", {"rule": "x"}, {"state": "open"}, MONDAY_MS)]
    admitted = admit(entries)
    assert [*admitted.entries] == entries
    assert not admitted.refusals


def test_frames_of_one_dictionary_keep_sharing_one() -> None:
    first, second = admit([frame(100), frame(200, minutes=1)]).entries
    assert isinstance(first, Frame)
    assert isinstance(second, Frame)
    assert first.dictionary is second.dictionary


def test_tags_are_sorted_cleaned_and_without_the_collectors_own() -> None:
    tags = (("path", "C:\\"), ("host", "liar"), ("fstype", "nt\nfs"), ("mode", ""))
    (kept,) = admit([frame(1, shapes=(Shape("disk", tags, ("free",), (0,)),))]).entries
    assert isinstance(kept, Frame)
    assert kept.dictionary.shapes[0].tags == (("fstype", "nt fs"), ("path", "C:"))


def test_the_origin_is_cleaned_too() -> None:
    (kept,) = admit([frame(1, origin=Origin("id", "pc\n12", "a\\", "\0"))]).entries
    assert isinstance(kept, Frame)
    assert kept.origin == Origin("id", "pc 12", "a", "")


def test_one_odd_shape_costs_only_its_own_point() -> None:
    odd = Shape("cpu", (), ("a\nb", "c"), (0, 0))
    entry = frame(1, 2, 3, 4, shapes=(SYSTEM, odd, disk("/")))
    admitted = admit([entry])
    (kept,), (refusal,) = admitted.entries, admitted.refusals
    assert isinstance(kept, Frame)
    assert [shape.measurement for shape in kept.dictionary.shapes] == ["cpu", "disk"]
    assert kept.numbers == (1, 4)
    assert refusal.entry == Frame(PC, Dictionary(entry.dictionary.key, (odd,)), MONDAY_MS, (2, 3))


def test_a_reason_shows_no_control_characters_and_no_book() -> None:
    for name in ("a\x1b[31m\nb", "x" * 10_000):
        (refusal,) = admit([frame(1, shapes=(Shape(name, (), ("v",), (0,)),))]).refusals
        assert refusal.reason.isprintable()
        assert len(refusal.reason) < 300


def test_moments_end_where_nanoseconds_in_64_bits_end() -> None:
    moments = (EARLIEST_MS - 1, EARLIEST_MS, LATEST_MS, LATEST_MS + 1)
    admitted = admit([Mark("alert", {}, {"value": 1}, at_ms) for at_ms in moments])
    assert [entry.at_ms for entry in admitted.entries if isinstance(entry, Mark)] == [EARLIEST_MS, LATEST_MS]
    assert LATEST_MS * 10**6 < 2**63
    assert EARLIEST_MS * 10**6 > -(2**63)
