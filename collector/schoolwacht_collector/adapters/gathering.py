"""Points on their way to becoming series: sorted, thinned to buckets and given their moments, for every store alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from schoolwacht_collector.adapters.series_parts import Part, bucketed
from schoolwacht_collector.adapters.tag_text import clean_tag
from schoolwacht_collector.domain.series import Series, Window

Tags = tuple[tuple[str, str], ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FLOAT_IS_EXACT = 2**42
"""Until the year 2109 a float of seconds is nearer to its millisecond than half a microsecond."""


def moment(at_ms: int) -> datetime:
    """The aware moment of a millisecond count, exactly."""
    if 0 <= at_ms < _FLOAT_IS_EXACT:
        return datetime.fromtimestamp(at_ms / 1000, UTC)  # twice as fast, and a chart has ten thousand of them
    return _EPOCH + timedelta(milliseconds=at_ms)


def matches(tags: Iterable[tuple[str, str]], wanted: Mapping[str, str]) -> bool:
    """Whether a tag set has all wanted values; wanting an empty value is wanting no such tag."""
    if not wanted:
        return True
    have = dict(tags)
    return all(have.get(key, "") == clean_tag(value) for key, value in wanted.items())


class Gathering:
    """Collects the points of one window. Of two points of a series at one moment the last one given stays."""

    def __init__(self, wanted: Window) -> None:
        self._wanted = wanted
        self._lines: dict[tuple[str, Tags], dict[int, float]] = {}
        self._parts: dict[tuple[str, Tags], list[Part]] = {}

    def line(self, device_id: str, tags: Tags) -> dict[int, float]:
        """Where the values of one device and tag set go, by moment."""
        return self._lines.setdefault((device_id, tags), {})

    def parts(self, device_id: str, tags: Tags) -> list[Part]:
        """Where what is known of several points of one device and tag set together goes."""
        return self._parts.setdefault((device_id, tags), [])

    def series(self) -> tuple[Series, ...]:
        """What came together, in the order the port promises; a series without points is none."""
        found = (
            (line, self._points(self._lines.get(line, {}), self._parts.get(line, [])))
            for line in sorted({*self._lines, *self._parts})
        )
        return tuple(
            Series(device_id, self._wanted.metric, dict(tags), points) for (device_id, tags), points in found if points
        )

    def _points(self, values: dict[int, float], parts: list[Part]) -> tuple[tuple[datetime, float], ...]:
        ordered = sorted(values.items())
        if parts or self._wanted.every_ms:
            # A bucket is shown at its start, as InfluxQL shows it.
            ordered = bucketed(ordered, parts, self._wanted.every_ms, self._wanted.aggregate)
        return tuple((moment(at), value) for at, value in ordered)
