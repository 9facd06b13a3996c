"""Series: numbers over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.series import Series, Window
from schoolwacht_collector.entrypoints.api.finding import device_of
from schoolwacht_collector.entrypoints.api.gate import Caller, Reader
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, Key, add_list
from schoolwacht_collector.entrypoints.api.models.school import PointLine, SeriesAnswer
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given, Services

router = APIRouter(prefix="/series", tags=["series"])

MOST_POINTS = 100_000
_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_LONGEST_BUCKET = 366 * 86_400
_RAW_MS, _USUAL_MS = 31 * 86_400_000, 60_000
"""How long every single point is kept, and how often most probes measure."""
_HOPELESS = 20

Metric = Annotated[
    str,
    Query(
        max_length=130,
        pattern=r"^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$",
        description="measurement.field; docs/metrics.md lists them all.",
        examples=["disk.used_percent"],
    ),
]
Moment = Annotated[datetime | None, Query(description="With a time zone.", examples=["2026-11-23T08:00:00Z"])]


@dataclass(frozen=True, slots=True)
class Span:
    """Which stretch of time is wanted, and how finely."""

    since: Moment = None
    until: Moment = None
    every_seconds: Annotated[
        int | None, Query(ge=1, le=_LONGEST_BUCKET, description="One point for each so many seconds.")
    ] = None
    aggregate: Annotated[
        Literal["last", "mean", "min", "max"], Query(description="What stands for so many seconds.")
    ] = "last"

    def window(self, metric: str, device_id: str | None, now: datetime) -> Window:
        """As the store is asked. Raises Problem."""
        end = _moment("until", self.until or now)
        start = _moment("since", self.since or end - timedelta(hours=1))
        every_ms = self.every_seconds * 1000 if self.every_seconds else None
        return Window(metric, _ms(start), _ms(end), device_id, every_ms=every_ms, aggregate=self.aggregate)


@add_list(router, "", SeriesAnswer, "querySeries", "The values of a metric in a stretch of time")
def query(
    metric: Metric,
    given: Given,
    caller: Reader,
    wanted: AsWanted,
    span: Annotated[Span, Depends()],
    device: Annotated[str | None, Query(max_length=255, description="Only this device.")] = None,
) -> Response:
    """One series for each device and tag set; without `since` the last hour. A file has one line for each point."""
    seen = given.read(caller, lambda books: _devices(books, device, caller))
    window = span.window(metric, next(iter(seen)) if device else None, given.clock())
    found = [one for one in _asked(given, window, len(seen)) if one.device_id in seen or not caller.site]
    cut = wanted.cut(found, _key)
    if wanted.csv:
        return wanted.answer(Cut(list(_lines(cut.items))), "series", ("at", "device_id", "metric", "tags", "value"))
    return wanted.answer(cut.of(_shown), "series", ())


def _asked(given: Services, window: Window, devices: int) -> list[Series]:
    """What the store has. What is hopelessly much is not even asked for: it would fill the memory first."""
    lasts = min(window.until_ms - window.since_ms, _RAW_MS)
    if lasts <= 0:
        return []
    if devices * lasts / max(window.every_ms or 0, _USUAL_MS) > _HOPELESS * MOST_POINTS:
        raise _too_much()
    found = list(given.series.window(window))
    if sum(len(one.points) for one in found) > MOST_POINTS:
        raise _too_much()
    return found


def _too_much() -> Problem:
    return Problem("impossible", f"more than {MOST_POINTS} points; ask for less time, one device, or every_seconds")


def _devices(books: Books, word: str | None, caller: Caller) -> frozenset[str]:
    """The devices whose series are wanted and may be seen."""
    found = [device_of(books, word, caller)] if word else books.devices.all()
    return frozenset(one.device_id for one in found)


def _moment(name: str, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Problem("invalid", f"{name} needs a time zone, for example 2026-11-23T08:00:00Z")
    if not _FIRST <= moment <= _LAST:
        raise Problem("invalid", f"{name} lies outside 1970 to 2200")
    return moment


def _key(one: Series) -> Key:
    return one.device_id, str(sorted(one.tags.items()))


def _shown(one: Series) -> SeriesAnswer:
    return SeriesAnswer(device_id=one.device_id, metric=one.metric, tags=dict(one.tags), points=list(one.points))


def _lines(series: Iterable[Series]) -> Iterator[PointLine]:
    for one in series:
        for at, value in one.points:
            yield PointLine(at=at, device_id=one.device_id, metric=one.metric, tags=dict(one.tags), value=value)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
