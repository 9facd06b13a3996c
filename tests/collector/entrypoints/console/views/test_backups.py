from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from collector.entrypoints.console.a_school import NOW, device
from schoolwacht_collector.books.facts import Cell, Fact
from schoolwacht_collector.entrypoints.console.views.backups import Backup, backups_of, worst_first

SERVER = device(1, "srv", "S", "R")


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def job(**cells: Cell) -> Backup:
    fact = Fact(SERVER.device_id, "backups", "key", {"job": "Boekhouding", **cells}, NOW, NOW)
    (found,) = backups_of([fact], {SERVER.device_id: SERVER}, NOW)
    return found


@pytest.mark.parametrize(
    ("result", "hours", "state"), [("ok", 5, "ok"), ("ok", 30, "late"), ("failed", 30, "failed"), ("odd", 5, "unknown")]
)
def test_a_job_is_failed_late_unknown_or_well(result: str, hours: int, state: str) -> None:
    good = ms(NOW - timedelta(hours=hours))
    assert job(result=result, last_good_ms=good, every_seconds=86_400).state == state


@pytest.mark.parametrize("nonsense", [10**300, -(10**17), "gisteren", None, float("inf")])
def test_a_moment_that_is_none_breaks_nothing(nonsense: Cell) -> None:
    found = job(result="ok", last_good_ms=nonsense, every_seconds=nonsense, size_bytes="groot")
    assert (found.last_good, found.size, found.state) == (None, None, "ok")


def test_a_rhythm_longer_than_any_calendar_is_never_late() -> None:
    assert job(result="ok", last_good_ms=ms(NOW - timedelta(days=9)), every_seconds=10**300).state == "ok"


def test_what_needs_work_comes_first() -> None:
    jobs = [job(result="ok"), job(result="unknown"), job(result="failed")]
    assert [one.state for one in worst_first(jobs)] == ["failed", "unknown", "ok"]


def test_a_job_of_a_device_that_is_gone_is_left_out() -> None:
    assert backups_of([Fact("gone", "backups", "k", {"job": "x"}, NOW, NOW)], {}, NOW) == []
