from __future__ import annotations

from simulator.inventory.seen import told
from simulator.story import HOUR_MS, MONDAY, SUNDAY, TUESDAY, WEDNESDAY, at, school


def test_a_set_of_disks_loses_one_and_the_other_server_keeps_both() -> None:
    (before,) = told("raid_sets", "srv-leerplatform", at(TUESDAY, 10))
    (after,) = told("raid_sets", "srv-leerplatform", at(TUESDAY, 12))
    assert (before["state"], before["missing"], after["state"], after["missing"]) == ("ok", 0, "degraded", 1)
    assert told("raid_sets", "srv-bestanden", at(TUESDAY, 12))[0]["state"] == "ok"
    assert told("raid_sets", "t105-pc01", at(TUESDAY, 12)) == []


def test_the_last_check_of_a_set_was_on_a_first_sunday() -> None:
    (row,) = told("raid_sets", "srv-bestanden", at(TUESDAY, 12))
    assert row["last_check"] == "2026-11-01"


def test_no_file_system_and_no_memory_has_errors() -> None:
    for device in school().devices:
        assert all(not row["errors"] for row in told("file_systems_errors", device, at(TUESDAY, 9)))
        modules = told("memory_errors", device, at(TUESDAY, 9))
        assert bool(modules) == (device.device_class == "server")
        assert all(row["corrected"] == row["uncorrected"] == 0 for row in modules)


def test_one_machine_crashes_three_times_a_week_and_no_other_ever() -> None:
    for device in school().devices:
        counts = {row["kind"]: row["count_7d"] for row in told("crashes", device, at(SUNDAY, 9))}
        assert counts.get("unclean_start", 0) == 0
        assert counts.get("kernel_crash", 0) == (3 if device.key == "h112-pc03" else 0)


def test_a_crash_counts_once_it_happened() -> None:
    counts = [told("crashes", "h112-pc03", at(day, 20))[1]["count_7d"] for day in (MONDAY, TUESDAY, WEDNESDAY)]
    assert counts == [0, 1, 2]


def test_clocks_are_kept_but_where_the_battery_is_dead() -> None:
    assert told("clock_sync", "t105-pc01", at(TUESDAY, 9))[0]["synchronised"] == 0
    assert told("clock_sync", "srv-bestanden", at(TUESDAY, 9))[0]["stratum"] == 3
    assert told("clock_sync", "sec-pc01", at(TUESDAY, 9)) == []


def test_what_a_battery_holds_is_what_it_was_designed_for_and_its_health() -> None:
    (row,) = told("batteries", "kar1-lt01", at(TUESDAY, 9))
    assert row["health_percent"] == 46.0
    assert row["full_mwh"] < row["design_mwh"] / 2


def test_all_services_run() -> None:
    for device in school().devices:
        assert told("troubled_services", device, at(TUESDAY, 9) + HOUR_MS) == []
