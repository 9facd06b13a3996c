from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from collector.numbers import Away, Counting, course, store
from collector.school import TEN, calendar, device
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.devices import Device, DeviceClass
from schoolwacht_collector.domain.rule import RoomSilence, SiteRooms
from schoolwacht_collector.domain.series import Frame
from schoolwacht_collector.usecases.ask_ledger import SCHOOL, Answers, Circumstances
from schoolwacht_collector.usecases.ask_rooms import HEARD_BY, ask_rooms
from schoolwacht_collector.usecases.ask_series import NoSeries, SeriesWindows

CALENDAR: SchoolCalendar = calendar()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TUESDAY = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
"""Five past ten in Brussels, two hours into the day."""
YESTERDAY = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
TODAY = datetime(2026, 11, 24, 7, 10, tzinfo=UTC)


def machines(room: str, heard: int, silent: int, *, last: datetime = YESTERDAY, **what: object) -> dict[str, Device]:
    """So many machines that were heard this morning, and that were not since then."""
    names = [(f"{room}-{n}", TODAY if n < heard else last) for n in range(heard + silent)]
    return {name: device(name, room=room, last_seen=at, **what) for name, at in names}


def mornings(devices: dict[str, Device], days: list[date], *, hour: int = 0) -> list[Frame]:
    """Each of these machines was on at this hour after the school opened, on each of these days."""
    frames = []
    for name in devices:
        points = {CALENDAR.opening(day) + HOUR * hour + timedelta(minutes=20): 60.0 for day in days}
        frames += course(name, HEARD_BY, points)
    return frames


def ask(
    devices: dict[str, Device], series: SeriesWindows, now: datetime = TUESDAY, since: datetime = TUESDAY - 9 * DAY
) -> Answers:
    return ask_rooms(series, devices, Circumstances(CALENDAR, TEN, now, since))


def rooms(answers: Answers) -> dict[str, RoomSilence]:
    sites = [answer for _, answer in answers.found if isinstance(answer, SiteRooms)]
    return {room.room: room for site in sites for room in site.rooms}


def test_a_silent_room_is_told_with_how_it_usually_is() -> None:
    dark = machines("A12", 0, 6)
    days = CALENDAR.school_days_before(TUESDAY.date(), 10)
    answers = ask({**dark, **machines("B1", 6, 0)}, store(mornings(dark, days)))
    assert rooms(answers) == {"A12": RoomSilence("A12", 6, 6, (1.0,) * 10), "B1": RoomSilence("B1", 6, 0)}
    assert answers.judged == frozenset({SCHOOL})


def test_a_room_that_is_busy_later_in_the_day_is_not_usual_yet() -> None:
    dark = machines("A12", 0, 6)
    series = store(mornings(dark, CALENDAR.school_days_before(TUESDAY.date(), 10), hour=3))
    assert rooms(ask(dark, series))["A12"].usual == (0.0,) * 10
    assert rooms(ask(dark, series, TUESDAY + 2 * HOUR))["A12"].usual == (1.0,) * 10


def test_a_room_does_not_become_normal_by_being_dark_for_long() -> None:
    failed = datetime(2026, 11, 12, 10, tzinfo=UTC)
    dark = machines("A12", 0, 6, last=failed)
    series = store(mornings(dark, CALENDAR.school_days_before(failed.date() + DAY, 10)))
    assert rooms(ask(dark, series))["A12"].usual == (1.0,) * 10


def test_half_of_a_room_that_was_on_counts_as_half() -> None:
    dark = machines("A12", 0, 6)
    some = dict(list(dark.items())[:3])
    days = CALENDAR.school_days_before(TUESDAY.date(), 10)
    assert rooms(ask(dark, store(mornings(some, days))))["A12"].usual == (0.5,) * 10


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 24, 6, 30, tzinfo=UTC),  # before school
        datetime(2026, 11, 24, 16, tzinfo=UTC),  # after it
        datetime(2026, 11, 21, 9, tzinfo=UTC),  # a Saturday
        datetime(2026, 11, 18, 12, tzinfo=UTC),  # a Wednesday afternoon
        datetime(2026, 11, 4, 9, tzinfo=UTC),  # autumn holiday
    ],
)
def test_outside_school_hours_silence_says_nothing(now: datetime) -> None:
    answers = ask(machines("A12", 0, 6), NoSeries(), now)
    assert (answers.found, answers.judged) == ((), frozenset())


@pytest.mark.parametrize(
    "what", [{"device_class": DeviceClass.TROLLEY}, {"device_class": DeviceClass.SERVER}, {"room": ""}]
)
def test_only_shared_machines_in_a_room_make_a_room(what: dict[str, object]) -> None:
    devices = {name: device(name, **{"room": "A12", "last_seen": YESTERDAY, **what}) for name in "abcdef"}
    assert ask(devices, NoSeries()).found == ()


def test_the_past_is_read_only_of_rooms_that_are_mostly_silent_an_hour_into_the_day() -> None:
    series = Counting(store())
    devices = {**machines("A", 4, 3), **machines("B", 0, 2)}
    ask(devices, series)
    ask(machines("C", 0, 9), series, datetime(2026, 11, 24, 7, 59, tzinfo=UTC))
    assert series.asked == []
    ask(machines("C", 0, 9), series)
    assert {window.device_id for window in series.asked} == set(machines("C", 0, 9))


def test_the_same_windows_are_asked_all_day() -> None:
    series = Counting(store())
    for minutes in (0, 61, 150):
        ask(machines("C", 0, 5), series, TUESDAY + timedelta(minutes=minutes))
    assert len({(window.device_id, window.since_ms, window.until_ms) for window in series.asked}) == 5


def test_while_the_store_is_away_it_is_not_known_what_is_usual() -> None:
    series = Away()
    answers = ask({**machines("A", 0, 6), **machines("B", 0, 6)}, series)
    assert [room.usual for room in rooms(answers).values()] == [None, None]
    assert answers.trouble
    assert series.asked == 1, "a store that is away is not asked again for every room"


def test_nobody_is_silent_for_longer_than_the_collector_listened() -> None:
    ((_, site),) = ask(machines("A", 0, 6), NoSeries(), since=TUESDAY - timedelta(minutes=20)).found
    assert isinstance(site, SiteRooms)
    assert site.listened == timedelta(minutes=20)


def test_after_a_holiday_the_site_is_settling() -> None:
    monday = datetime(2026, 11, 9, 9, tzinfo=UTC)
    ((_, site),) = ask(machines("A", 0, 6, last=monday - 11 * DAY), NoSeries(), monday, monday - 90 * DAY).found
    assert isinstance(site, SiteRooms)
    assert site.settling


def test_a_room_that_was_never_heard_has_no_usual() -> None:
    devices = {f"n{n}": device(f"n{n}", last_seen=None) for n in range(6)}
    assert rooms(ask(devices, NoSeries()))["A12"].usual == ()
