from __future__ import annotations

from datetime import date, timedelta

from simulator.inventory.seen import told
from simulator.story import MONDAY, TUESDAY, WEDNESDAY, at, school

NOW = at(TUESDAY, 9)


def test_every_machine_is_protected_and_lets_no_guests_in() -> None:
    for device in school().devices:
        (row,) = told("security", device, NOW)
        assert (row["firewall"], row["guest_account"]) == ("on", 0), device.key
        if device.device_class in {"loan", "trolley"}:
            assert row["root_encrypted"] == 1, device.key


def test_one_scanner_is_off_and_all_others_learnt_yesterday() -> None:
    for device in school().devices:
        for row in told("antivirus", device, NOW):
            assert row["enabled"] == int(device.key != "ler-pc01"), device.key
            assert row["enabled"] == 0 or row["signatures_day"] == MONDAY.isoformat()


def test_a_scanner_that_is_off_learns_nothing_more() -> None:
    (then,), (later,) = (told("antivirus", "ler-pc01", at(day, 9)) for day in (TUESDAY, WEDNESDAY))
    assert then == later
    assert date.fromisoformat(then["signatures_day"]) == MONDAY - timedelta(days=1)


def test_only_windows_has_a_scanner() -> None:
    for device in school().devices:
        assert bool(told("antivirus", device, NOW)) == (device.machine.system.family == "windows")
