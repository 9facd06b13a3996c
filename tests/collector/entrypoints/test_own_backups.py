from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.entrypoints.own_backups import BackupPlan, OwnBackups
from schoolwacht_collector.entrypoints.second_process.keeper import Failed
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.keep_backups import last_backup

NIGHT = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)
PLANNED, STICK = Path("/planned"), Path("/stick")


class Desk:
    """A desk for back-ups whose helper does what a test says."""

    def __init__(self, ledger: SqlLedger) -> None:
        self.now = NIGHT
        self.asked: list[Mapping[str, Any]] = []
        self.trouble: Exception | None = None
        self.ledger = ledger
        self.backups = OwnBackups(ledger, self.ask, self.plan, lambda: self.now, UTC)

    def plan(self) -> BackupPlan:
        return BackupPlan(PLANNED, time(2, 30), 14)

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        if self.trouble is not None:
            raise self.trouble
        return {"file": f"{request['folder']}/one.tar.gz", "bytes": 7, "devices": 3}

    @property
    def trouble_noted(self) -> str:
        return self.ledger.read(last_backup).trouble


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        yield Desk(ledger)


def test_the_daily_one_is_made_once_where_planned(desk: Desk) -> None:
    for minutes in (0, 10, 20):
        desk.now = NIGHT + timedelta(minutes=minutes)
        desk.backups.make_if_due()
    (asked,) = desk.asked
    assert (asked["folder"], asked["keep"], asked["now"]) == ("/planned", 14, NIGHT.isoformat())
    assert desk.ledger.read(last_backup).good_at == NIGHT
    desk.now = NIGHT + timedelta(days=1)
    desk.backups.make_if_due()
    assert len(desk.asked) == 2


def test_a_copy_elsewhere_throws_none_away_there(desk: Desk) -> None:
    assert desk.backups.make(STICK).file == "/stick/one.tar.gz"
    assert desk.asked[0]["keep"] >= 1_000_000


def test_a_failing_one_counts_as_failing_until_one_succeeds(desk: Desk) -> None:
    desk.trouble = Busy("no back-up could be written in /planned: Read-only file system; make room or choose another")
    for minutes in (0, 10, 50):
        desk.now = NIGHT + timedelta(minutes=minutes)
        with pytest.raises(Busy, match="Read-only"):
            desk.backups.make_if_due()
    assert len(desk.asked) == 1, "it is not tried again at once"
    desk.trouble, desk.now = None, NIGHT + timedelta(minutes=70)
    desk.backups.make_if_due()
    assert desk.trouble_noted == ""
    desk.backups.make_if_due()


def test_a_full_stick_says_nothing_about_the_daily_ones(desk: Desk) -> None:
    desk.backups.make()
    desk.trouble = Busy("the stick is full")
    with pytest.raises(Busy, match="stick"):
        desk.backups.make(STICK)
    assert desk.trouble_noted == ""
    desk.backups.make_if_due()


def test_what_the_helper_could_not_foresee_is_a_sentence_as_well(desk: Desk) -> None:
    desk.trouble = Failed("ValueError: what")
    with pytest.raises(Busy, match=r"failed \(ValueError: what\); the collector's log"):
        desk.backups.make()
    assert "ValueError" in desk.trouble_noted


def test_only_one_is_made_at_a_time_and_whoever_asks_waits_for_it_a_while(desk: Desk) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(request: Mapping[str, Any]) -> dict[str, Any]:
        begun.set()
        go_on.wait(10)
        return desk.ask(request)

    backups = OwnBackups(desk.ledger, slowly, desk.plan, lambda: NIGHT, UTC, patience=0.2)
    first = threading.Thread(target=backups.make)
    first.start()
    assert begun.wait(10)
    with pytest.raises(Busy, match="at this moment"):
        backups.make(STICK)
    go_on.set()
    first.join()
    assert [asked["folder"] for asked in desk.asked] == ["/planned"]
    assert desk.trouble_noted == ""
