from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.frames import MOST_DEFINITION_BYTES, MOST_PAYLOAD_BYTES, MOST_POINTS, PackedFrame, pack
from schoolwacht_agent.probe import Gauge, Reading
from schoolwacht_agent.reading_back import Point, points
from schoolwacht_protos.v1.ingest_pb2 import Definition, Payload

USED = Gauge("disk.used_percent", "%", "How full.", tags=("path",), decimals=2)
FREE = Gauge("disk.free", "By", "Room left.", tags=("path",))
LOAD = Gauge("system.load1", "1", "Load.", decimals=2)


def read_back(frames: tuple[PackedFrame, ...]) -> list[Point]:
    known = {frame.dictionary: frame.definition for frame in frames}
    return [point for frame in frames for point in points(frame.payload, known.get)]


def test_numbers_come_back_as_they_were_measured() -> None:
    packed = pack([USED(91.237, path="/"), FREE(5_000_000_000, path="/"), LOAD(0.5)], 1_700_000_000_000)
    said = [(p["measurement"], p["tags"], p["field"], p["number"], p["decimals"]) for p in read_back(packed.frames)]
    assert said == [
        ("disk", {"path": "/"}, "free", 5_000_000_000, 0),
        ("disk", {"path": "/"}, "used_percent", 9124, 2),
        ("system", {}, "load1", 50, 2),
    ]
    assert {p["taken_at_ms"] for p in read_back(packed.frames)} == {1_700_000_000_000}


def test_the_order_of_readings_does_not_change_the_dictionary() -> None:
    readings = [USED(1, path="/"), USED(2, path="/srv"), LOAD(3)]
    assert pack(readings, 1).frames[0].dictionary == pack(readings[::-1], 2).frames[0].dictionary


def test_not_a_number_is_left_out_and_counted() -> None:
    packed = pack([LOAD(math.nan), USED(math.inf, path="/"), FREE(2.0**70, path="/"), FREE(7, path="/home")], 1)
    assert packed.unfit == 3
    assert [point["number"] for point in read_back(packed.frames)] == [7]


def test_the_same_number_twice_is_sent_once() -> None:
    packed = pack([LOAD(1), LOAD(2)], 1)
    assert (packed.unfit, [p["number"] for p in read_back(packed.frames)]) == (1, [100])


def test_a_tag_is_cleaned_and_an_empty_one_left_out() -> None:
    packed = pack([FREE(1, path="/mnt\n\u202eevil"), FREE(2, path="\x00")], 1)
    assert [point["tags"] for point in read_back(packed.frames)] == [{}, {"path": "/mnt evil"}]


def test_no_reading_makes_no_frame() -> None:
    assert pack([], 1).frames == ()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 1500), st.integers(1, 400))
def test_every_frame_keeps_to_the_limits_of_the_wire(count: int, length: int) -> None:
    readings: list[Reading] = [FREE(number, path=f"/{number}/{'x' * length}") for number in range(count)]
    frames = pack(readings, 1).frames
    assert sum(frame.samples for frame in frames) == count
    for frame in frames:
        assert len(frame.definition) <= MOST_DEFINITION_BYTES
        assert len(frame.payload) <= MOST_PAYLOAD_BYTES
        assert len(Definition.FromString(frame.definition).shapes) <= MOST_POINTS
        assert len(Payload.FromString(frame.payload).frames) == 1
