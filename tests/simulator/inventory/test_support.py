from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from schoolwacht_simulator.days import milliseconds
from schoolwacht_simulator.inventory.support import support_of
from schoolwacht_simulator.machines import DEBIAN_13, MACOS_15, WINDOWS_11
from simulator.inventory.seen import told
from simulator.story import TUESDAY, at, school

NOW = at(TUESDAY, 9)


@pytest.mark.parametrize(
    ("key", "day", "state"),
    [
        ("h112-pc01", date(2026, 11, 10), "supported"),
        ("h112-pc01", date(2027, 10, 13), "ended"),
        ("srv-bestanden", date(2026, 11, 10), "longer"),
        ("srv-bestanden", date(2028, 7, 1), "ended"),
        ("t010-pc01", date(2026, 11, 10), "ended"),
        ("m005-mac01", date(2026, 11, 10), "no_date"),
    ],
)
def test_the_state_of_support_is_that_of_the_day(key: str, day: date, state: str) -> None:
    ms = milliseconds(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    assert [row["state"] for row in told("support_dates", key, ms)] == [state]


def test_an_end_is_near_half_a_year_before_it() -> None:
    assert support_of(DEBIAN_13).ends_soon_from() == date(2028, 2, 12)
    assert support_of(MACOS_15).ends_soon_from() is None
    assert support_of(WINDOWS_11).product == "Windows 11"


def test_machines_that_can_run_windows_11_are_told_from_those_that_cannot() -> None:
    assert told("windows11", "m103-pc01", NOW)[0]["readiness"] == "replacement"
    assert told("windows11", "h112-pc01", NOW)[0]["readiness"] == "ready"
    assert told("windows11", "srv-bestanden", NOW)[0]["reasons"] == "secure_boot_off"
    assert told("windows11", "m005-mac01", NOW) == []


def test_windows_is_licensed_and_office_is_told_where_it_is() -> None:
    for device in school().devices:
        rows = told("os_licences", device, NOW)
        windows = [row for row in rows if row["source"] == "activation"]
        assert len(windows) == int(device.machine.system.family == "windows")
        assert all(row["state"] == "licensed" and 0 < (row["days_left"] or 1) <= 180 for row in windows)
        titles = {program.title for program in device.programs}
        office = [row for row in rows if row["product"] == "Office"]
        assert len(office) == len(titles & {"Microsoft 365 Apps", "Microsoft Office"})


def test_updates_come_by_themselves_but_where_they_are_stuck() -> None:
    (late,), (well,) = told("updates", "h203-pc01", NOW), told("updates", "h112-pc01", NOW)
    assert (late["automatic"], well["automatic"], well["source"]) == (0, 1, "windows")
