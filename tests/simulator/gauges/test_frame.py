from __future__ import annotations

import hashlib

from schoolwacht_protos.v1.ingest_pb2 import Definition, Payload
from schoolwacht_simulator.gauges.frame import Instruments
from schoolwacht_simulator.gauges.own import Counters
from simulator.story import HOUR_MS, TUESDAY, at, machine, school


def test_a_dictionary_is_named_after_what_is_in_it() -> None:
    made = Instruments(machine("sec-pc01"), Counters())
    assert made.dictionary == int.from_bytes(hashlib.sha256(made.definition).digest()[:8])
    assert made.dictionary == Instruments(machine("sec-pc01"), Counters()).dictionary


def test_a_frame_has_as_many_numbers_as_its_dictionary_has_fields() -> None:
    for device in school().machines():
        made = Instruments(device, Counters())
        (frame,) = Payload.FromString(made.payload(made.now(at(TUESDAY, 10), at(TUESDAY, 9)))).frames
        fields = sum(len(shape.fields) for shape in Definition.FromString(made.definition).shapes)
        assert len(frame.numbers) == fields == made.samples
        assert (frame.dictionary, frame.taken_at_ms) == (made.dictionary, at(TUESDAY, 10))


def test_the_moment_knows_how_long_the_machine_is_on() -> None:
    moment = Instruments(machine("sec-pc01"), Counters()).now(at(TUESDAY, 12), at(TUESDAY, 12) - HOUR_MS)
    assert (moment.up, moment.days) == (3600, 1.5)
