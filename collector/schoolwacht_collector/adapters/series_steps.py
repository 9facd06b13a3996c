"""Hours and days: the steps in which old points are kept, and which of them answers which part of a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schoolwacht_collector.domain.series import Window

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NEVER_MS, FOR_EVER_MS = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of roll-up: one point a step, `span_ms` of them together in one block of the embedded store."""

    number: int
    name: str
    every_ms: int
    span_ms: int

    def block_of(self, at_ms: int) -> int:
        """Where the block begins in which a moment lies."""
        return at_ms - at_ms % self.span_ms


HOURLY = Step(1, "hourly", HOUR_MS, DAY_MS)
DAILY = Step(2, "daily", DAY_MS, 32 * DAY_MS)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a store has of a device. Moments are in milliseconds and at whole hours.

    Without roll-ups every point that there is answers.
    """

    raw_from: int = NEVER_MS
    """Every point since then is still there."""
    settled_until: int = NEVER_MS
    """Hours before this are rolled up from all their points."""
    hourly_from: int = NEVER_MS
    """Hours since then are still there; before, only days."""
    rolled_from: int = NEVER_MS
    """Nothing before this was ever rolled up."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a question and what answers it: roll-ups of a step, or points where `step` is None."""

    step: Step | None
    since_ms: int
    until_ms: int


def stretches(wanted: Window, reach: Reach) -> list[Stretch]:
    """The whole span of a window without overlap, oldest first.

    Points answer wherever they are kept, unless whole hours or days are asked for and those are ready. At an edge that
    is older than the points, an hour or day counts when it begins inside the window.
    """
    parts = [part for part in _parts(wanted, reach) if part.since_ms < part.until_ms]
    return [finer for part in parts for finer in _by_days(part, wanted, reach)]


def _parts(wanted: Window, reach: Reach) -> Iterator[Stretch]:
    since, until = wanted.since_ms, wanted.until_ms
    fresh = max(since, reach.raw_from)
    yield Stretch(HOURLY, since, min(until, reach.raw_from))
    if wanted.every_ms and wanted.every_ms % HOUR_MS == 0:
        first, last = _up(max(fresh, reach.rolled_from), HOUR_MS), _down(min(until, reach.settled_until), HOUR_MS)
        if first < last:
            yield Stretch(None, fresh, first)
            yield Stretch(HOURLY, first, last)
            fresh = last
    yield Stretch(None, fresh, until)


def _by_days(part: Stretch, wanted: Window, reach: Reach) -> list[Stretch]:
    """Splits hours into days where only those are left, or where whole days are asked for."""
    if part.step is None:
        return [part]
    found = [Stretch(DAILY, part.since_ms, min(part.until_ms, reach.hourly_from))]
    fresh = max(part.since_ms, reach.hourly_from)
    if wanted.every_ms and wanted.every_ms % DAY_MS == 0:
        first, last = _up(fresh, DAY_MS), _down(part.until_ms, DAY_MS)
        if first < last:
            found += [Stretch(HOURLY, fresh, first), Stretch(DAILY, first, last)]
            fresh = last
    found.append(Stretch(HOURLY, fresh, part.until_ms))
    return [one for one in found if one.since_ms < one.until_ms]


def _up(at_ms: int, every_ms: int) -> int:
    return -(-at_ms // every_ms) * every_ms


def _down(at_ms: int, every_ms: int) -> int:
    return at_ms // every_ms * every_ms
