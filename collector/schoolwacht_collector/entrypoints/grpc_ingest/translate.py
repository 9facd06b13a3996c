"""Wire to domain: every limit on what one device may send stands here, in one place.

What breaks the message as a whole raises `Malformed`. What is wrong with a part only leaves that part out and is told
as a flaw; the rest goes on.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from google.protobuf.message import DecodeError, Message

from schoolwacht_collector.books.batches import KnownDictionary, PackedFrame
from schoolwacht_collector.books.devices import Caller
from schoolwacht_collector.domain.incoming import FINGERPRINT_BYTES, Cell, IncomingEvent, IncomingTable, Inventory
from schoolwacht_collector.domain.series import Dictionary, Shape
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.domain.vocabulary import TableKind, Vocabulary
from schoolwacht_collector.entrypoints.grpc_ingest.census import SMALL, Malformed, check, parts
from schoolwacht_protos.v1 import ingest_pb2 as pb

Read = TypeVar("Read", bound=Message)
Series = tuple[str, tuple[tuple[str, str], ...], str]
"""Measurement, tags, field."""

BATCHES, DICTIONARIES = 64, 32
FRAMES, TABLES, EVENTS = 64, 32, 256
FRAME_BYTES, FACT_BYTES, DEFINITION_BYTES = 64 * 1024, 2 * 1024 * 1024, 128 * 1024
SERIES_A_DEVICE = 1000
SHAPES, FIELDS, TAGS, TAG_LENGTH = 512, 64, 8, 200
COLUMNS, ROWS, ATTRIBUTES = 48, 5000, 16
AHEAD_MS, BEHIND_MS = 10 * 60_000, 45 * 86_400_000
"""How far a measurement may lie in the future or the past. Agents keep at most 14 days."""


@dataclass(slots=True)
class Parcel:
    """What was inside a batch, and what was wrong with parts of it."""

    frames: list[PackedFrame] = field(default_factory=list)
    tables: list[IncomingTable] = field(default_factory=list)
    events: list[IncomingEvent] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    missing: set[int] = field(default_factory=set)
    inventory: Inventory | None = None


def read_request(data: bytes) -> pb.PushRequest:
    """A Push request, if it is one."""
    if len(data) > SMALL:
        check(data, BATCHES + DICTIONARIES + 8)
    request = _parsed(pb.PushRequest(), data)
    if len(request.batches) > BATCHES or len(request.dictionaries) > DICTIONARIES:
        raise Malformed(f"more than {BATCHES} batches or {DICTIONARIES} dictionaries")
    return request


def read_definition(entry: pb.Dictionary, vocabulary: Vocabulary, have: set[Series]) -> tuple[Dictionary, list[str]]:
    """A dictionary with the shapes we take, and the flaws of the rest. `have` is what the device has; it grows."""
    if len(entry.definition) > DEFINITION_BYTES:
        raise Malformed("a dictionary of more than 128 KiB")
    if int.from_bytes(hashlib.sha256(entry.definition).digest()[:8], "big") != entry.id:
        raise Malformed("a dictionary that is not what its id says")
    check(entry.definition, SHAPES)
    definition = _parsed(pb.Definition(), entry.definition)
    shapes: list[Shape] = []
    kept: list[int] = []
    flaws: list[str] = []
    at = 0
    for wire in definition.shapes:
        size = len(wire.fields)
        if flaw := _flaw_of(wire, vocabulary):
            flaws.append(flaw)
        else:
            tags = tuple(sorted((k, clean(v, TAG_LENGTH)) for k, v in zip(wire.tag_keys, wire.tag_values, strict=True)))
            more = {(wire.measurement, tags, name) for name in wire.fields} - have
            if len(have) + len(more) > SERIES_A_DEVICE:
                flaws.append(f"{wire.measurement}: more than {SERIES_A_DEVICE} series")
            else:
                have |= more
                shapes.append(Shape(wire.measurement, tags, tuple(wire.fields), tuple(wire.decimals)))
                kept.extend(range(at, at + size))
        at += size
    return Dictionary(entry.id, tuple(shapes), tuple(kept) if flaws else None), flaws


def _flaw_of(wire: pb.Shape, vocabulary: Vocabulary) -> str:  # noqa: PLR0911 - a list of reasons, one line each
    """Why we do not take a shape, or nothing."""
    name = clean(wire.measurement, 64)
    known = vocabulary.measurements.get(wire.measurement)
    if known is None:
        return f"{name}: an unknown measurement"
    if len(wire.tag_keys) > TAGS or len(wire.fields) > FIELDS or not wire.fields:
        return f"{name}: too many tags or fields, or none"
    if len(wire.tag_keys) != len(wire.tag_values) or len(wire.fields) != len(wire.decimals):
        return f"{name}: names and values do not pair up"
    if set(wire.tag_keys) != known.tags or len(set(wire.tag_keys)) != len(wire.tag_keys):
        return f"{name}: other tags than it should have"
    for one, decimals in zip(wire.fields, wire.decimals, strict=True):
        if one not in known.fields:
            return f"{name}.{clean(one, 64)}: an unknown field"
        if known.fields[one].decimals != decimals:
            return f"{name}.{one}: not of the type this field has for ever"
    return "" if len(set(wire.fields)) == len(wire.fields) else f"{name}: a field twice"


def read_payload(
    data: bytes, sender: Caller, dictionaries: Mapping[int, KnownDictionary], vocabulary: Vocabulary, now_ms: int
) -> Parcel:
    """The inside of a batch."""
    if len(data) > FACT_BYTES:
        raise Malformed("a batch of more than 2 MiB")
    if len(data) > SMALL:
        _count(data)
    payload = _parsed(pb.Payload(), data)
    frames, tables, events = payload.frames, payload.tables, payload.events
    if len(frames) > FRAMES or len(tables) > TABLES or len(events) > EVENTS:
        raise Malformed("more frames, tables or events than one batch may hold")
    if frames and len(data) > FRAME_BYTES:
        raise Malformed("frames of more than 64 KiB")
    parcel = Parcel()
    latest = now_ms + AHEAD_MS
    for frame in frames:
        _read_frame(frame, sender, dictionaries, parcel, (now_ms - BEHIND_MS, latest))
    for table in tables:
        if len(table.columns) + len(table.removed) > 2 * COLUMNS:
            raise Malformed(f"a table of more than {COLUMNS} columns")
        _read_table(table, vocabulary, parcel, latest)
    for event in events:
        _read_event(event, vocabulary, parcel, latest)
    if payload.inventory:
        _read_inventory(payload, parcel, latest)
    return parcel


def _read_inventory(payload: pb.Payload, parcel: Parcel, latest: int) -> None:
    if len(payload.inventory) != FINGERPRINT_BYTES or not 0 <= payload.inventory_at_ms <= latest:
        parcel.flaws.append("a fingerprint of all tables that is badly made")
        return
    parcel.inventory = Inventory(payload.inventory, payload.inventory_at_ms)


def _count(data: bytes) -> None:
    """Raises Malformed for a payload of too many parts, before it is built."""
    tables = 0
    for number, part in parts(data, FRAMES + TABLES + EVENTS):
        if number == pb.Payload.TABLES_FIELD_NUMBER:
            tables += 1
            if tables > TABLES:
                raise Malformed("more frames, tables or events than one batch may hold")
            check(part, 2 * COLUMNS + 8)  # its columns, and the rest of it


def _read_frame(
    frame: pb.Frame,
    sender: Caller,
    dictionaries: Mapping[int, KnownDictionary],
    parcel: Parcel,
    span: tuple[int, int],
) -> None:
    key, taken_at_ms = frame.dictionary, frame.taken_at_ms
    known = dictionaries.get(key)
    if known is None:
        parcel.missing.add(key)
        return
    dictionary = known.dictionary
    if not dictionary.size:
        return  # nothing of it is taken; that was told when the dictionary came
    if not span[0] <= taken_at_ms <= span[1]:
        parcel.flaws.append(f"a frame of {_day(taken_at_ms)}, which is in the future or too long ago")
        return
    numbers = frame.numbers[:]  # a list: quicker to walk than the message's own sequence
    if (kept := dictionary.kept) is not None:
        if kept and kept[-1] >= len(numbers):
            parcel.flaws.append("a frame with fewer numbers than its dictionary has")
            return
        numbers = [numbers[index] for index in kept]
    if len(numbers) != dictionary.size:
        parcel.flaws.append("a frame with more or fewer numbers than its dictionary has")
        return
    cells = struct.pack(f"<{len(numbers)}q", *numbers)
    device = sender.device
    parcel.frames.append(PackedFrame(sender.number, known, taken_at_ms, cells, device.host, device.site, device.room))


def _read_table(wire: pb.TableUpdate, vocabulary: Vocabulary, parcel: Parcel, latest: int) -> None:
    kind = vocabulary.tables.get(wire.table)
    name = clean(wire.table, 64)
    if kind is None:
        parcel.flaws.append(f"{name}: an unknown table")
    elif wire.rows > ROWS or wire.removed_rows > ROWS:
        parcel.flaws.append(f"{name}: more than {ROWS} rows")
    elif not 0 <= wire.taken_at_ms <= latest:
        parcel.flaws.append(f"{name}: looked at in the future")
    else:
        try:
            rows = dict(_rows(wire.columns, wire.rows, kind))
            removed = tuple(key for key, _ in _rows(wire.removed, wire.removed_rows, kind))
        except (Malformed, ValueError) as flaw:
            parcel.flaws.append(f"{name}: {flaw}")
            return
        parcel.tables.append(
            IncomingTable(
                wire.table, wire.taken_at_ms, wire.snapshot, rows, removed, wire.digest_before, wire.digest_after
            )
        )


def _rows(columns: Iterable[pb.Column], count: int, kind: TableKind) -> Iterator[tuple[str, dict[str, Cell]]]:
    """Rows by key, out of columns. Unknown columns are left out: a newer agent may know more than we do."""
    known = {c.name: _cells(c, count, kind.columns[c.name]) for c in columns if c.name in kind.columns}
    if count and not set(kind.key) <= set(known):
        raise Malformed("its key columns are missing")
    for index in range(count):
        cells = {name: values[index] for name, values in known.items()}
        yield "\x1f".join("" if cells[part] is None else str(cells[part]) for part in kind.key), cells


def _cells(column: pb.Column, count: int, kind: str) -> list[Cell]:
    values: list[Cell]
    if kind == "text":
        values = [clean(text) for text in column.texts[: count + 1]]
    elif kind == "integer":
        values = list(column.integers[: count + 1])
    else:
        values = [real if abs(real) < float("inf") else None for real in column.reals[: count + 1]]
    if len(values) != count:
        raise Malformed(f"column {column.name} has another number of rows")
    for index in column.empty[: count + 1]:
        if index >= count:
            raise Malformed(f"column {column.name} has no row {index}")
        values[index] = None
    return values


def _read_event(wire: pb.Event, vocabulary: Vocabulary, parcel: Parcel, latest: int) -> None:
    known = vocabulary.events.get(wire.name)
    if known is None or len(wire.id) != 16 or len(wire.keys) != len(wire.values) or len(wire.keys) > ATTRIBUTES:  # noqa: PLR2004
        parcel.flaws.append(f"{clean(wire.name, 64)}: an event that is unknown or badly made")
        return
    if not 0 <= wire.happened_at_ms <= latest:
        parcel.flaws.append(f"{wire.name}: an event before 1970 or in the future")
        return
    attributes = {key: clean(value) for key, value in zip(wire.keys, wire.values, strict=True) if key in known}
    parcel.events.append(IncomingEvent(wire.id, wire.name, wire.happened_at_ms, attributes))


def _parsed(message: Read, data: bytes) -> Read:
    try:
        message.ParseFromString(data)
    except DecodeError as flaw:
        raise Malformed("it is no message of ours") from flaw
    return message


def _day(taken_at_ms: int) -> str:
    return f"{taken_at_ms / 86_400_000 / 365.2425 + 1970:.1f}"
