from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from schoolwacht_simulator.backups import DAY_SECONDS, Job, first_run, runs_between, standing
from simulator.story import HOUR_MS, MONDAY, SUNDAY, TUESDAY, WEDNESDAY, at

NIGHTLY = Job("files", 90, 1_000_000)
WEEKLY = Job("all", 150, 1_000_000, weekday=6)
BROKEN_MS = at(TUESDAY, 1, 29)


def test_a_healthy_job_ran_last_night() -> None:
    stands = standing(NIGHTLY, at(TUESDAY, 12))
    assert (stands.result, stands.last_try_ms, stands.last_good_ms) == ("ok", at(TUESDAY, 1, 30), at(TUESDAY, 1, 30))
    assert 970_000 <= stands.size <= 1_030_000
    assert standing(NIGHTLY, at(TUESDAY, 1)).last_good_ms == at(MONDAY, 1, 30)


def test_a_weekly_job_runs_on_its_own_day() -> None:
    assert standing(WEEKLY, at(TUESDAY, 12)).last_good_ms == at(SUNDAY - timedelta(days=7), 2, 30)
    assert WEEKLY.every_seconds == 7 * DAY_SECONDS
    assert first_run(WEEKLY, at(TUESDAY, 12)) == at(SUNDAY, 2, 30)


def test_a_job_that_stops_says_nothing_more() -> None:
    job = replace(NIGHTLY, trouble="stops", trouble_ms=BROKEN_MS)
    stands = standing(job, at(WEDNESDAY, 12))
    assert (stands.result, stands.last_good_ms) == ("ok", at(MONDAY, 1, 30))
    assert runs_between(job, at(MONDAY, 0), at(WEDNESDAY, 12)) == [at(MONDAY, 1, 30)]


def test_a_job_that_fails_says_so_from_then_on() -> None:
    job = replace(NIGHTLY, trouble="fails", trouble_ms=BROKEN_MS, message="no disk")
    assert standing(job, BROKEN_MS).result == "ok"
    stands = standing(job, at(WEDNESDAY, 12))
    assert (stands.result, stands.message) == ("failed", "no disk")
    assert (stands.last_try_ms, stands.last_good_ms) == (at(WEDNESDAY, 1, 30), at(MONDAY, 1, 30))


def test_an_empty_backup_has_nothing_in_it() -> None:
    job = replace(NIGHTLY, trouble="empty", trouble_ms=BROKEN_MS)
    stands = standing(job, at(TUESDAY, 12))
    assert (stands.result, stands.size) == ("failed", 0)


def test_every_run_is_told_in_order_and_once() -> None:
    runs = runs_between(NIGHTLY, at(MONDAY, 1, 30), at(WEDNESDAY, 1, 30))
    assert runs == [at(TUESDAY, 1, 30), at(WEDNESDAY, 1, 30)]
    assert runs_between(NIGHTLY, runs[-1], runs[-1] + HOUR_MS) == []
