"""Finds the answers to whatever question a rule asks."""

from __future__ import annotations

from collections.abc import Mapping

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.rule import (
    Certificates,
    Collector,
    Latest,
    Presence,
    Question,
    Rooms,
    Rows,
    Seats,
    Several,
    Trend,
    Versions,
)
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.ask_ledger import (
    SCHOOL,
    Answers,
    Circumstances,
    ask_certificates,
    ask_latest,
    ask_presence,
    ask_rows,
    ask_versions,
)
from schoolwacht_collector.usecases.ask_rooms import ask_rooms
from schoolwacht_collector.usecases.ask_series import SeriesWindows, courses
from schoolwacht_collector.usecases.ask_several import ask_several
from schoolwacht_collector.usecases.count_seats import count_seats


def ask(  # noqa: C901, PLR0911 - one line a kind of question
    books: Books, series: SeriesWindows, question: Question, devices: Mapping[str, Device], around: Circumstances
) -> Answers:
    """All answers to a question."""
    match question:
        case Latest():
            return ask_latest(books, question, devices, around.now)
        case Presence():
            return ask_presence(books, question, devices, around)
        case Rows():
            return ask_rows(books, question, devices, around)
        case Seats():
            return _seats(books, around)
        case Trend():
            return _trend(series, question, devices, around)
        case Several():
            return ask_several(books, series, question, devices, around)
        case Certificates():
            return ask_certificates(books, devices, around)
        case Versions():
            return ask_versions(devices, around)
        case Rooms():
            return ask_rooms(series, devices, around)
        case Collector():
            return Answers(((None, around.collector),), frozenset({SCHOOL}), partial=True)


def _seats(books: Books, around: Circumstances) -> Answers:
    today = around.now.astimezone(around.calendar.zone).date()
    counts = count_seats(books, around.catalogue, today)
    return Answers(tuple((None, count) for count in counts), frozenset({SCHOOL}))


def _trend(series: SeriesWindows, asked: Trend, devices: Mapping[str, Device], around: Circumstances) -> Answers:
    try:
        found = tuple((one.device, one) for one in courses(series, asked, devices, around.now, of_all=True))
    except Busy as away:
        return Answers((), frozenset(), partial=True, trouble=str(away))
    return Answers(found, frozenset(device.device_id for device, _ in found), partial=True)
