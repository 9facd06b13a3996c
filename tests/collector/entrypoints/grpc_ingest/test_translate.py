"""Every limit on what one device may send."""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.books.batches import KnownDictionary
from schoolwacht_collector.books.devices import Caller
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.series import Dictionary, Shape
from schoolwacht_collector.domain.vocabulary import Field, Measurement, TableKind, Vocabulary
from schoolwacht_collector.entrypoints.grpc_ingest import translate
from schoolwacht_collector.entrypoints.grpc_ingest.census import SMALL, Malformed
from schoolwacht_collector.entrypoints.grpc_ingest.translate import (
    Parcel,
    read_definition,
    read_payload,
    read_request,
)
from schoolwacht_protos.v1 import ingest_pb2 as pb

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
SENDER = Caller(
    1, Device("d", "lok07-pc03", "main", "07", DeviceClass.SHARED, DeviceState.ACTIVE, NOW), "1f", revoked=False
)
WORDS = Vocabulary(
    {
        "disk": Measurement(
            frozenset({"path"}), {"used_percent": Field(2, "%", "", "none"), "free": Field(0, "By", "", "none")}
        ),
        "mem": Measurement(frozenset(), {"total": Field(0, "By", "", "none")}),
    },
    {"software": TableKind({"name": "text", "version": "text", "size": "integer", "share": "real"}, ("name",))},
    {"spool_dropped": frozenset({"samples"})},
)
DISK = Shape("disk", (("path", "/"),), ("used_percent", "free"), (2, 0))
KNOWN = {9: KnownDictionary(1, Dictionary(9, (DISK,)))}


def entry(*shapes: pb.Shape) -> pb.Dictionary:
    definition = pb.Definition(shapes=shapes).SerializeToString()
    return pb.Dictionary(id=int.from_bytes(hashlib.sha256(definition).digest()[:8], "big"), definition=definition)


def disk(path: str = "/", fields: tuple[str, ...] = ("free",), decimals: tuple[int, ...] = (0,)) -> pb.Shape:
    return pb.Shape(measurement="disk", tag_keys=["path"], tag_values=[path], fields=fields, decimals=decimals)


def inside(payload: pb.Payload) -> Parcel:
    return read_payload(payload.SerializeToString(), SENDER, KNOWN, WORDS, NOW_MS)


def test_a_frame_becomes_cells_with_the_place_it_came_from() -> None:
    parcel = inside(pb.Payload(frames=[pb.Frame(dictionary=9, taken_at_ms=NOW_MS, numbers=[9723, 41])]))
    (frame,) = parcel.frames
    assert struct.unpack("<2q", frame.cells) == (9723, 41)
    assert (frame.host, frame.site, frame.room) == ("lok07-pc03", "main", "07")
    assert not parcel.flaws


@pytest.mark.parametrize("away", [timedelta(hours=1), timedelta(days=-3650)])
def test_a_frame_an_hour_ahead_or_ten_years_back_is_left_out_and_told(away: timedelta) -> None:
    at = int((NOW + away).timestamp() * 1000)
    parcel = inside(
        pb.Payload(
            frames=[
                pb.Frame(dictionary=9, taken_at_ms=at, numbers=[1, 2]),
                pb.Frame(dictionary=9, taken_at_ms=NOW_MS, numbers=[1, 2]),
            ]
        )
    )
    assert len(parcel.frames) == 1
    assert "future or too long ago" in parcel.flaws[0]


def test_a_frame_with_too_few_numbers_is_left_out() -> None:
    parcel = inside(pb.Payload(frames=[pb.Frame(dictionary=9, taken_at_ms=NOW_MS, numbers=[1])]))
    assert not parcel.frames
    assert parcel.flaws


def test_an_unknown_dictionary_is_asked_for() -> None:
    parcel = inside(pb.Payload(frames=[pb.Frame(dictionary=10, taken_at_ms=NOW_MS, numbers=[1])]))
    assert parcel.missing == {10}


def test_more_frames_than_a_batch_may_hold_are_malformed() -> None:
    frames = [pb.Frame(dictionary=9, taken_at_ms=NOW_MS + n, numbers=[1, 2]) for n in range(65)]
    with pytest.raises(Malformed):
        inside(pb.Payload(frames=frames))


def test_a_dictionary_is_known_by_the_hash_of_its_content() -> None:
    liar = entry(disk())
    liar.id += 1
    with pytest.raises(Malformed, match="not what its id says"):
        read_definition(liar, WORDS, set())


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (pb.Shape(measurement="keystrokes", fields=["all"], decimals=[0]), "unknown measurement"),
        (pb.Shape(measurement="disk", fields=["free"], decimals=[0]), "other tags"),
        (disk(fields=("titles",)), "unknown field"),
        (disk(decimals=(2,)), "type this field has for ever"),
        (disk(fields=("free", "free"), decimals=(0, 0)), "twice"),
        (disk(fields=("free",), decimals=()), "pair up"),
    ],
)
def test_a_shape_we_do_not_take_is_left_out_and_its_neighbours_are_kept(shape: pb.Shape, why: str) -> None:
    dictionary, flaws = read_definition(entry(shape, disk("/home")), WORDS, set())
    assert [s.tags for s in dictionary.shapes] == [(("path", "/home"),)]
    assert dictionary.kept == (len(shape.fields),)
    assert why in flaws[0]


def test_numbers_of_refused_shapes_are_skipped_in_every_frame() -> None:
    stranger = pb.Shape(measurement="keystrokes", fields=["all"], decimals=[0])
    dictionary, _ = read_definition(entry(stranger, disk("/", ("used_percent", "free"), (2, 0))), WORDS, set())
    frame = pb.Frame(dictionary=5, taken_at_ms=NOW_MS, numbers=[666, 9723, 41])
    payload = pb.Payload(frames=[frame]).SerializeToString()
    parcel = read_payload(payload, SENDER, {5: KnownDictionary(2, dictionary)}, WORDS, NOW_MS)
    assert struct.unpack("<2q", parcel.frames[0].cells) == (9723, 41)


def test_ten_thousand_new_series_are_cut_at_the_limit() -> None:
    have: set[translate.Series] = set()
    flaws: list[str] = []
    for start in range(0, 10_000, 500):
        _, more = read_definition(entry(*(disk(f"/{n}") for n in range(start, start + 500))), WORDS, have)
        flaws += more
    assert len(have) == translate.SERIES_A_DEVICE
    assert "more than 1000 series" in flaws[0]


def test_hostile_tag_values_are_cleaned_and_cut() -> None:
    dictionary, _ = read_definition(entry(disk("/a\nb,c \x00\u202e" + "x" * 10_000)), WORDS, set())
    (value,) = (v for _, v in dictionary.shapes[0].tags)
    assert value.startswith("/a b,c x")
    assert len(value) == translate.TAG_LENGTH


def software(**columns: list[str]) -> pb.TableUpdate:
    rows = len(next(iter(columns.values())))
    return pb.TableUpdate(
        table="software",
        taken_at_ms=NOW_MS,
        snapshot=True,
        rows=rows,
        columns=[pb.Column(name=name, texts=texts) for name, texts in columns.items()],
    )


def test_a_table_becomes_rows_by_key_and_unknown_columns_are_left_out() -> None:
    parcel = inside(pb.Payload(tables=[software(name=["bash", "vim"], version=["5", "9"], owner=["x", "y"])]))
    assert parcel.tables[0].rows == {
        "bash": {"name": "bash", "version": "5"},
        "vim": {"name": "vim", "version": "9"},
    }


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (pb.TableUpdate(table="browsing", snapshot=True, taken_at_ms=NOW_MS), "unknown table"),
        (pb.TableUpdate(table="software", rows=5001, taken_at_ms=NOW_MS), "more than 5000 rows"),
        (pb.TableUpdate(table="software", rows=2, taken_at_ms=NOW_MS), "key columns are missing"),
        (pb.TableUpdate(table="software", taken_at_ms=NOW_MS + 7_200_000), "in the future"),
        (
            pb.TableUpdate(
                table="software", rows=2, taken_at_ms=NOW_MS, columns=[pb.Column(name="name", texts=["one"])]
            ),
            "another number of rows",
        ),
    ],
)
def test_a_table_we_cannot_take_is_left_out_and_told(table: pb.TableUpdate, why: str) -> None:
    parcel = inside(pb.Payload(tables=[table, software(name=["bash"])]))
    assert [t.table for t in parcel.tables] == ["software"]
    assert why in parcel.flaws[0]


def test_infinities_in_a_table_have_no_value() -> None:
    table = software(name=["a", "b", "c"])
    table.columns.add(name="share", reals=[float("inf"), float("nan"), 0.5])
    rows = inside(pb.Payload(tables=[table])).tables[0].rows
    assert [row["share"] for row in rows.values()] == [None, None, 0.5]


def test_an_event_that_is_unknown_or_without_an_id_is_left_out() -> None:
    good = pb.Event(id=b"x" * 16, name="spool_dropped", keys=["samples", "secret"], values=["5", "pin"])
    parcel = inside(pb.Payload(events=[pb.Event(id=b"x", name="spool_dropped"), good]))
    assert [event.attributes for event in parcel.events] == [{"samples": "5"}]
    assert parcel.flaws


@given(st.binary(max_size=400))
def test_rubbish_is_read_or_refused_and_nothing_else(rubbish: bytes) -> None:
    for read in (lambda: read_payload(rubbish, SENDER, KNOWN, WORDS, NOW_MS), lambda: read_request(rubbish)):
        try:
            read()
        except Malformed:
            continue


def test_a_small_message_of_too_many_batches_or_columns_is_refused_all_the_same() -> None:
    with pytest.raises(Malformed, match="more than 64 batches"):
        read_request(pb.PushRequest(batches=[pb.Batch()] * 65).SerializeToString())
    columns = [pb.Column(name=f"c{number}") for number in range(97)]
    with pytest.raises(Malformed, match="more than 48 columns"):
        inside(pb.Payload(tables=[pb.TableUpdate(table="software", columns=columns)]))


def test_a_large_message_of_nothing_but_parts_is_refused_before_it_is_built() -> None:
    with pytest.raises(Malformed, match="more than 104 parts"):
        read_request(pb.PushRequest(batches=[pb.Batch()] * SMALL).SerializeToString())
    with pytest.raises(Malformed, match="parts"):
        inside(pb.Payload(tables=[pb.TableUpdate(columns=[pb.Column()] * SMALL)]))
