"""What every series store takes, decided in one place so that all stores refuse, clean and keep the same.

The limits are those of InfluxDB, the strictest of them: names it reserves, 64-bit integers, nanoseconds since 1970 in
64 bits, no NaN. Values of tags are cleaned; names are refused when they are not plain, because a name that had to be
repaired would be another metric.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from schoolwacht_collector.adapters.tag_text import clean_tag, clean_text
from schoolwacht_collector.domain.series import Dictionary, Entry, Frame, Mark, Origin, Refusal, Shape

COLLECTOR_TAGS = frozenset({"host", "site", "room", "device_id"})
"""Tags that only the collector sets. An agent's claim to one of these names is dropped."""

_RESERVED = frozenset({"time", "_measurement", "_field"})
_MEASUREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:/-]{0,99}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:/.-]{0,99}")
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
EARLIEST_MS, LATEST_MS = _SMALLEST // 1_000_000 + 2, _LARGEST // 1_000_000 - 2
_MOST_DECIMALS = 18


@dataclass(frozen=True, slots=True)
class Admitted:
    """Entries in the form in which they are kept, and what no store will ever take."""

    entries: Sequence[Entry]
    refusals: Sequence[Refusal]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of each frame of one dictionary: its fit shapes, where their numbers are, and what is wrong."""

    dictionary: Dictionary
    places: tuple[int, ...]
    unfit: tuple[tuple[Shape, int, str], ...]


def admit(entries: Iterable[Entry]) -> Admitted:
    """Cleans entries and sets apart what cannot be kept: a whole entry, or one point of a frame."""
    fit: list[Entry] = []
    refusals: list[Refusal] = []
    plans: dict[int, _Plan] = {}
    origins: dict[Origin, Origin] = {}
    for entry in entries:
        reason = _flaw(entry)
        if reason:
            refusals.append(Refusal(entry, reason))
        elif isinstance(entry, Mark):
            fit.append(_clean_mark(entry))
        else:
            # By identity first: comparing dictionaries is dearer than storing the frame, and a batch shares a few.
            plan = plans.get(id(entry.dictionary)) or plans.setdefault(id(entry.dictionary), _plan(entry.dictionary))
            origin = origins.get(entry.origin) or origins.setdefault(entry.origin, _clean_origin(entry.origin))
            refusals.extend(Refusal(_one_point(entry, shape, start), why) for shape, start, why in plan.unfit)
            if plan.places:
                fit.append(_fit_frame(entry, plan, origin))
    return Admitted(fit, refusals)


def _flaw(entry: Entry) -> str:
    """Why a whole entry is refused, or nothing."""
    if isinstance(entry, Mark):
        return _flaw_of_mark(entry)
    numbers = entry.numbers
    if len(numbers) != entry.dictionary.size:
        return f"has {len(numbers)} numbers where its dictionary names {entry.dictionary.size}"
    if not numbers:
        return "has no numbers"
    if isinstance(numbers, tuple) and (min(numbers) < _SMALLEST or max(numbers) > _LARGEST):
        return "has a number that does not fit in 64 bits"
    if not clean_tag(entry.origin.device_id):
        return "has no device"
    return _flaw_of_moment(entry.taken_at_ms)


def _flaw_of_mark(mark: Mark) -> str:
    if not mark.fields:
        return "has no fields"
    for value in mark.fields.values():
        if isinstance(value, float) and not math.isfinite(value):
            return f"has the value {value}, which is no number"
        if isinstance(value, int) and not _SMALLEST <= value <= _LARGEST:
            return "has a number that does not fit in 64 bits"
    return _flaw_of_names(mark.measurement, mark.tags, mark.fields) or _flaw_of_moment(mark.at_ms)


def _flaw_of_moment(at_ms: int) -> str:
    return "" if EARLIEST_MS <= at_ms <= LATEST_MS else "is at a moment before 1678 or after 2261"


def _flaw_of_names(measurement: str, tag_keys: Iterable[str], fields: Iterable[str]) -> str:
    if not _MEASUREMENT.fullmatch(measurement):
        return f"has a measurement named {clean_text(measurement)[:100]!r}; a name has letters, digits and _ : / - only"
    tag_keys, fields = set(tag_keys), set(fields)
    for key in sorted(tag_keys | fields):
        if not _KEY.fullmatch(key) or key in _RESERVED:
            return f"has a tag or field named {clean_text(key)[:100]!r}, which is reserved or not a plain name"
    if twice := tag_keys & fields:
        return f"uses {min(twice)!r} as a tag and as a field"
    return ""


def _flaw_of_shape(shape: Shape) -> str:
    if len(shape.decimals) != len(shape.fields):
        return "does not say how many decimals each field has"
    if not all(0 <= decimals <= _MOST_DECIMALS for decimals in shape.decimals):
        return f"has a field with less than 0 or more than {_MOST_DECIMALS} decimals"
    return _flaw_of_names(shape.measurement, (key for key, _ in shape.tags), shape.fields)


@lru_cache(maxsize=512)
def _plan(dictionary: Dictionary) -> _Plan:
    shapes: list[Shape] = []
    places: list[int] = []
    unfit: list[tuple[Shape, int, str]] = []
    start = 0
    for shape in dictionary.shapes:
        if reason := _flaw_of_shape(shape):
            unfit.append((shape, start, reason))
        elif shape.fields:
            shapes.append(_clean_shape(shape))
            places.extend(range(start, start + len(shape.fields)))
        start += len(shape.fields)
    return _Plan(Dictionary(dictionary.key, tuple(shapes)), tuple(places), tuple(unfit))


def _fit_frame(frame: Frame, plan: _Plan, origin: Origin) -> Frame:
    numbers = frame.numbers
    if plan.unfit:
        every = tuple(numbers)
        numbers = tuple(every[place] for place in plan.places)
    return Frame(origin, plan.dictionary, frame.taken_at_ms, numbers)


def _one_point(frame: Frame, shape: Shape, start: int) -> Frame:
    numbers = frame.numbers[start : start + len(shape.fields)]
    return replace(frame, dictionary=Dictionary(frame.dictionary.key, (shape,)), numbers=numbers)


def _clean_shape(shape: Shape) -> Shape:
    cleaned = {key: clean_tag(value) for key, value in shape.tags if key not in COLLECTOR_TAGS}
    return replace(shape, tags=tuple(sorted((key, value) for key, value in cleaned.items() if value)))


def _clean_origin(origin: Origin) -> Origin:
    return Origin(clean_tag(origin.device_id), clean_tag(origin.host), clean_tag(origin.site), clean_tag(origin.room))


def _clean_mark(mark: Mark) -> Mark:
    tags = {key: clean_tag(value) for key, value in mark.tags.items()}
    fields = {key: clean_text(value) if isinstance(value, str) else value for key, value in mark.fields.items()}
    return replace(mark, tags={key: value for key, value in tags.items() if value}, fields=fields)
