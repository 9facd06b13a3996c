from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from schoolwacht_simulator.days import (
    ZONE,
    Session,
    Timetable,
    day_of,
    lesson_at,
    midnight_ms,
    moment,
    open_days,
    weekdays,
)
from schoolwacht_simulator.school import plan_school
from simulator.story import BEGINS, HOUR_MS, MINUTE_MS, MONDAY, SUNDAY, TUESDAY, WEDNESDAY, at, days, school

PUPILS = {"shared", "trolley"}
ARMISTICE = date(2026, 11, 11)


def hours_of_pupils(first: date, count: int) -> list[tuple[datetime, datetime]]:
    """From and until, at the school, of every pupil's machine on these days."""
    return [
        (moment(one.boot_ms).astimezone(ZONE), moment(one.off_ms).astimezone(ZONE))
        for device in school().devices
        if device.device_class in PUPILS
        for day in days(first, count)
        for one in device.timetable.sessions(day)
    ]


def test_no_pupils_machine_is_on_at_night() -> None:
    found = hours_of_pupils(MONDAY, 21)
    assert len(found) > 300
    for boot, off in found:
        assert boot.date() == off.date()
        assert boot.hour >= 8
        assert off.hour < 17
        assert boot < off


def test_no_machine_but_a_server_is_on_in_a_weekend() -> None:
    saturday = SUNDAY - timedelta(days=1)
    on = {
        device.device_class
        for device in school().devices
        if device.timetable.session_in(at(saturday, 0), at(SUNDAY, 23, 59)) is not None
    }
    assert on == {"server"}


def test_pupils_are_home_on_wednesday_afternoon() -> None:
    wednesdays = [one for one in hours_of_pupils(MONDAY, 21) if one[0].date().weekday() == WEDNESDAY.weekday()]
    assert wednesdays
    assert max(off.time() for _, off in wednesdays).hour <= 12


def test_only_servers_are_on_on_a_holiday() -> None:
    played = plan_school(60, 7, BEGINS, open_days(frozenset({ARMISTICE})))
    on = {
        device.device_class
        for device in played.devices
        if device.timetable.session_in(at(ARMISTICE, 0), at(ARMISTICE, 23, 59)) is not None
    }
    assert on == {"server"}


def test_a_server_is_always_on_but_for_its_planted_silence() -> None:
    for device in school().devices:
        if device.device_class == "server":
            away = device.timetable.away
            for now in range(at(MONDAY, 0), at(MONDAY, 0) + 14 * 24 * HOUR_MS, HOUR_MS):
                on = device.timetable.session_in(now - 1, now) is not None
                assert on or any(begin <= now <= until for begin, until in away)


def test_machines_of_one_trolley_are_taken_out_together() -> None:
    trolley = [device for device in school().devices if device.room == "Laptopkar 1"]
    for day in days(MONDAY, 5):
        first_lessons = [bool(device.timetable.sessions(day)) for device in trolley]
        assert sum(first_lessons) == 0 or sum(first_lessons) > len(trolley) / 2


def test_lessons_are_those_of_the_bell() -> None:
    assert [lesson_at(at(TUESDAY, 8, 29)), lesson_at(at(TUESDAY, 8, 30)), lesson_at(at(TUESDAY, 15, 34))] == [-1, 0, 6]
    assert lesson_at(at(TUESDAY, 12, 30)) == -1
    assert lesson_at(at(WEDNESDAY, 14, 0)) == -1


def test_a_day_is_a_day_at_the_school() -> None:
    assert day_of(midnight_ms(MONDAY)) == MONDAY
    assert day_of(midnight_ms(MONDAY) - 1) == MONDAY - timedelta(days=1)
    assert midnight_ms(date(2026, 10, 26)) - midnight_ms(date(2026, 10, 25)) == 25 * HOUR_MS


@pytest.mark.parametrize("day", [SUNDAY, ARMISTICE])
def test_days_off_are_closed(day: date) -> None:
    assert not open_days(frozenset({ARMISTICE}))(day)
    assert weekdays(MONDAY)


def test_a_machine_that_is_away_is_off_and_comes_back() -> None:
    table = Timetable("classroom", "a", "room", away=((at(MONDAY, 10), at(MONDAY, 11)),))
    before, after = table.sessions(MONDAY)
    assert (before.off_ms, after.boot_ms) == (at(MONDAY, 10), at(MONDAY, 11))
    assert table.next_on(at(MONDAY, 10, 30)) == at(MONDAY, 11)
    server = Timetable("server", "s", "room", up_since_ms=5, away=((at(MONDAY, 10), at(MONDAY, 11)),))
    assert server.session_in(at(MONDAY, 10) + 1, at(MONDAY, 10, 30)) is None
    assert server.session_in(0, at(MONDAY, 9)) == Session(5, at(MONDAY, 10))


def test_a_long_step_over_midnight_still_finds_what_was_on() -> None:
    table = Timetable("classroom", "a", "room")
    found = table.session_in(at(MONDAY, 12), at(TUESDAY, 6))
    assert found == table.sessions(MONDAY)[0]
    assert table.session_in(found.off_ms, found.off_ms + 5 * MINUTE_MS) is None
