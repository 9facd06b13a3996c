"""Memory that makes mistakes. Only memory with error correction notices; most of it is in servers.

Errors that could not be put right may have changed data. Those that were put right are harmless one by one, but a
module that makes them every day seldom heals. The counts begin at zero when the machine starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import number, text
from schoolwacht_collector.domain.disk_past import past_of
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.rule import DeviceAnswers, DeviceRow, Latest, LatestValues, Rows, Rule, Several, Trend

_CORRECTED = "memory_errors.corrected"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many errors that could not be put right there may be at all, and how many that were put right a day."""

    uncorrected: float = 0.0
    corrected_a_day: float = 10.0


def judge(answers: DeviceAnswers, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a module."""
    del now  # the counters were read when they were read; old ones were not handed in
    rows = {text(row.cells, "place"): row for row in answers.rows}
    values = {value.tags.get("place", ""): value for value in answers.values}
    for place in _places(answers):
        subject = Subject(answers.device.device_id, place)
        row, value = rows.get(place), values.get(place)
        module = (text(row.cells, "label") if row else "") or place
        uncorrected = _count(value, row, "uncorrected")
        today = _today(value, answers)
        if uncorrected is not None and uncorrected > limits.uncorrected:
            yield _spoilt(subject, module, uncorrected, limits)
        elif today:
            yield _mended(subject, module, today, limits)
        elif uncorrected is None and _count(value, row, "corrected") is None:
            yield Unsure(subject)


def covers(answers: DeviceAnswers) -> Iterator[Subject]:
    """Every module that the machine told of."""
    yield from (Subject(answers.device.device_id, place) for place in _places(answers))


def worth(answers: DeviceAnswers) -> bool:
    """Most modules never made a mistake, so the past of few is read."""
    return any(value.fields.get("corrected", 0) > 0 for value in answers.values)


def _places(answers: DeviceAnswers) -> list[str]:
    told = {text(row.cells, "place") for row in answers.rows}
    return sorted((told | {value.tags.get("place", "") for value in answers.values}) - {""})


def _count(value: LatestValues | None, row: DeviceRow | None, column: str) -> float | None:
    """A fresh number counts more than a row, which may be of before the last start."""
    if value is not None and column in value.fields:
        return value.fields[column]
    return number(row.cells, column) if row else None


def _today(value: LatestValues | None, answers: DeviceAnswers) -> float:
    """How many errors were put right within the last day; none while nothing earlier is known."""
    if value is None or "corrected" not in value.fields:
        return 0.0
    place = value.tags.get("place")
    lines = [
        one.lines[_CORRECTED]
        for one in answers.courses or ()
        if one.tags.get("place") == place and _CORRECTED in one.lines
    ]
    return past_of(lines[0] if lines else (), (value.taken_at, value.fields["corrected"])).day


def _spoilt(subject: Subject, module: str, count: float, limits: Limits) -> Finding:
    return Finding(
        subject,
        Severity.URGENT,
        say("Memory {module} made mistakes that could not be put right: {count}", module=module, count=int(count)),
        say("Replace this memory module; until then files may be saved with mistakes in them. Keep older backups."),
        value=count,
        limit=limits.uncorrected,
    )


def _mended(subject: Subject, module: str, count: float, limits: Limits) -> Finding:
    return Finding(
        subject,
        Severity.WARNING,
        say("Memory {module} makes mistakes; put right in the last day: {count}", module=module, count=int(count)),
        say("Order a new memory module of the same kind, and replace this one at the next time that it can be off."),
        value=count,
        limit=limits.corrected_a_day,
        opens=count > limits.corrected_a_day,
    )


RULE = Rule(
    name="memory_errors",
    title=say("Memory makes mistakes"),
    about=say("A memory module makes mistakes: the machine may crash, or save files with mistakes in them."),
    source="Practice with ECC memory: any mistake not put right, and more than 10 a day that were, mean a bad module.",
    question=Several(
        (Latest("memory_errors", fresh_for=timedelta(hours=13)), Rows("memory_errors")),
        history=Trend((_CORRECTED,), over=timedelta(days=8), every=timedelta(hours=1)),
        worth=worth,
    ),
    limits=Limits(),
    judge=judge,
    covers=covers,
    clear=timedelta(days=1),
)
