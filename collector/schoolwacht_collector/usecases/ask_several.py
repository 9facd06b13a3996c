"""Answers several questions about each device at once, and reads the past only of devices of which it can matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.rule import (
    Course,
    DeviceAnswers,
    DeviceRow,
    Happened,
    Latest,
    LatestValues,
    Recent,
    Rows,
    Several,
    Trend,
)
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.ask_ledger import (
    Answers,
    Circumstances,
    events_of,
    heard_lately,
    latest_values,
    rows_of,
)
from schoolwacht_collector.usecases.ask_series import SeriesWindows, courses


class _Gathered:
    """What is known so far, by device."""

    def __init__(self) -> None:
        self.values: dict[str, list[LatestValues]] = defaultdict(list)
        self.rows: dict[str, list[DeviceRow]] = defaultdict(list)
        self.events: Mapping[str, tuple[Happened, ...]] = {}
        self.stale: set[str] = set()

    def answers(self, device: Device, around: Circumstances) -> DeviceAnswers:
        """Everything about one device."""
        key = device.device_id
        values, rows = tuple(self.values.get(key, ())), tuple(self.rows.get(key, ()))
        return DeviceAnswers(device, values, rows, self.events.get(key, ()), calendar=around.calendar)


def ask_several(
    books: Books, series: SeriesWindows, asked: Several, devices: Mapping[str, Device], around: Circumstances
) -> Answers:
    """One answer for each device that any of the questions has an answer about.

    What is known may open an alert. A device is judged, so that alerts about it may be solved, only when nothing about
    it is missing: its numbers are not old, and its past could be read where it matters.
    """
    known = _gather(books, asked, devices, around)
    some = known.values.keys() | known.rows.keys() | known.events.keys()
    found = {key: known.answers(device, around) for key, device in devices.items() if key in some}
    judged, trouble = frozenset(found) - known.stale, ""
    worth = {key: answers.device for key, answers in found.items() if asked.history and asked.worth(answers)}
    if asked.history and worth:
        try:
            past = _past(series, asked.history, worth, around)
        except Busy as away:
            judged, trouble = judged - worth.keys(), str(away)
        else:
            found.update({key: replace(found[key], courses=past.get(key, ())) for key in worth})
    return Answers(tuple((one.device, one) for one in found.values()), judged, partial=True, trouble=trouble)


def _gather(books: Books, asked: Several, devices: Mapping[str, Device], around: Circumstances) -> _Gathered:
    known = _Gathered()
    for question in asked.questions:
        match question:
            case Latest():
                values, stale = latest_values(books, question, devices, around.now)
                known.stale |= stale
                for value in values:
                    known.values[value.device.device_id].append(value)
            case Rows(heard_within=within):
                here = heard_lately(devices, within, around.now)
                for row in rows_of(books, question, here, around.calendar):
                    known.rows[row.device.device_id].append(row)
            case Recent():
                known.events = events_of(books, question, devices, around.now)
    return known


def _past(
    series: SeriesWindows, asked: Trend, devices: Mapping[str, Device], around: Circumstances
) -> Mapping[str, tuple[Course, ...]]:
    found: dict[str, list[Course]] = defaultdict(list)
    for course in courses(series, asked, devices, around.now, of_all=False):
        found[course.device.device_id].append(course)
    return {device_id: tuple(some) for device_id, some in found.items()}
