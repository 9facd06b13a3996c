"""InfluxDB's line protocol, rendered by hand: eight times faster than the client library's points, and exact.

It takes what `admission` let through: plain names and cleaned tags. Escaping here is complete all the same, and a text
with a character that no escape covers is an error, never a line.
https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from schoolwacht_collector.adapters.tag_text import clean_tag, clean_text
from schoolwacht_collector.domain.series import Dictionary, Entry, Frame, Mark, Origin, Shape

_IN_MEASUREMENT = str.maketrans({",": r"\,", " ": r"\ "})
_IN_TAG = str.maketrans({",": r"\,", " ": r"\ ", "=": r"\="})
_IN_STRING = str.maketrans({"\\": r"\\", '"': r"\""})


@dataclass(frozen=True, slots=True)
class _Head:
    """What all lines of one shape and origin share."""

    series: str
    kind: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One point as text, and the part of an entry that it came from."""

    text: str
    kind: str
    """What points have in common that a store refuses for the same reason: measurement, fields and their types."""
    source: Entry
    shape: Shape | None = None
    start: int = 0

    @property
    def point(self) -> Entry:
        """The entry cut down to this one point."""
        if self.shape is None or not isinstance(self.source, Frame):
            return self.source
        numbers = self.source.numbers[self.start : self.start + len(self.shape.fields)]
        only = Dictionary(self.source.dictionary.key, (self.shape,))
        return replace(self.source, dictionary=only, numbers=numbers)


def lines_of(entries: Iterable[Entry]) -> Iterator[Line]:
    """One line a point, in the order of the entries. Moments are in milliseconds."""
    for entry in entries:
        if isinstance(entry, Mark):
            yield _line_of_mark(entry)
        else:
            yield from _lines_of_frame(entry, _heads(entry.dictionary, entry.origin))


def decimal_text(number: int, decimals: int) -> str:
    """A scaled integer as it is, without a detour through floating point: 9723 with 2 decimals is 97.23."""
    whole, part = divmod(abs(number), 10**decimals)
    return f"{'-' if number < 0 else ''}{whole}.{part:0{decimals}d}"


def head(measurement: str, tags: Mapping[str, str]) -> str:
    """The part of a line that names the series. Tags are sorted, which the server likes; empty ones are left out."""
    parts = [_checked(measurement).translate(_IN_MEASUREMENT)]
    for key, value in sorted(tags.items()):
        if kept := clean_tag(value):
            parts.append(f"{_checked(key).translate(_IN_TAG)}={kept.translate(_IN_TAG)}")
    return ",".join(parts)


def _lines_of_frame(frame: Frame, heads: Sequence[_Head]) -> Iterator[Line]:
    start, numbers = 0, tuple(frame.numbers)
    for shape, begin in zip(frame.dictionary.shapes, heads, strict=True):
        end = start + len(shape.fields)
        fields = ",".join(
            f"{key}={decimal_text(number, decimals)}" if decimals else f"{key}={number}i"
            for key, number, decimals in zip(begin.keys, numbers[start:end], shape.decimals, strict=True)
        )
        yield Line(f"{begin.series} {fields} {frame.taken_at_ms}", begin.kind, frame, shape, start)
        start = end


@lru_cache(maxsize=1024)
def _heads(dictionary: Dictionary, origin: Origin) -> Sequence[_Head]:
    """One head for each shape; the collector's tags win over an agent's."""
    ours = {"device_id": origin.device_id, "host": origin.host, "site": origin.site, "room": origin.room}
    heads = []
    for shape in dictionary.shapes:
        types = ",".join(f"{name}:{'f' if d else 'i'}" for name, d in zip(shape.fields, shape.decimals, strict=True))
        series = head(shape.measurement, {**dict(shape.tags), **ours})
        heads.append(_Head(series, f"{shape.measurement} {types}", tuple(map(_field_key, shape.fields))))
    return heads


def _line_of_mark(mark: Mark) -> Line:
    fields = ",".join(f"{_field_key(key)}={_field_text(value)}" for key, value in sorted(mark.fields.items()))
    types = ",".join(f"{key}:{type(value).__name__}" for key, value in sorted(mark.fields.items()))
    return Line(f"{head(mark.measurement, mark.tags)} {fields} {mark.at_ms}", f"{mark.measurement} {types}", mark)


def _field_text(value: str | float) -> str:
    if isinstance(value, str):
        return f'"{clean_text(value).translate(_IN_STRING)}"'
    return f"{value:d}i" if isinstance(value, int) else repr(value)


def _field_key(name: str) -> str:
    return _checked(name).translate(_IN_TAG)


def _checked(name: str) -> str:
    """A name that survives the way there and back; admission lets no other through."""
    if not name or name.startswith("#") or clean_tag(name) != name:
        raise ValueError(f"{name[:100]!r} cannot be a name in line protocol")
    return name
