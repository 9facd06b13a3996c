"""Batches and messages as people and tests can read them: what the numbers of a frame mean, by its dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypedDict

from schoolwacht_protos.v1.ingest_pb2 import Definition, Frame, Payload, TableUpdate

Definitions = Callable[[bytes], bytes | None]


class Point(TypedDict):
    """One sample: what was measured, the number as it travels (value * 10**decimals), and when."""

    measurement: str
    tags: dict[str, str]
    field: str
    number: int
    decimals: int
    taken_at_ms: int


def points(payload: bytes, definitions: Definitions) -> list[Point]:
    """Every sample of a batch; none of a frame whose dictionary is gone."""
    return [point for frame in Payload.FromString(payload).frames for point in _of_frame(frame, definitions)]


def _of_frame(frame: Frame, definitions: Definitions) -> Iterator[Point]:
    definition = definitions(frame.dictionary.to_bytes(8))
    if definition is None:
        return
    numbers = iter(frame.numbers)
    for shape in Definition.FromString(definition).shapes:
        tags = dict(zip(shape.tag_keys, shape.tag_values, strict=True))
        for name, decimals in zip(shape.fields, shape.decimals, strict=True):
            yield Point(
                measurement=shape.measurement,
                tags=tags,
                field=name,
                number=next(numbers),
                decimals=decimals,
                taken_at_ms=frame.taken_at_ms,
            )


def rows(update: TableUpdate) -> list[dict[str, object]]:
    """The rows that a table update puts."""
    columns: dict[str, list[object]] = {}
    for column in update.columns:
        cells: list[object] = [*column.texts, *column.integers, *column.reals]
        for number in column.empty:
            cells[number] = None
        columns[column.name] = cells
    return [{name: cells[number] for name, cells in columns.items()} for number in range(update.rows)]
