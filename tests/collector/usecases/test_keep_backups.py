from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.usecases.keep_backups import LastBackup, backup_due, last_backup, note_good, note_trouble

BRUSSELS = ZoneInfo("Europe/Brussels")
NIGHT = time(2, 30)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("good_at", "now", "due"),
    [
        (None, NOON, True),
        (datetime(2026, 11, 24, 2, 31, tzinfo=BRUSSELS), NOON, False),
        (datetime(2026, 11, 23, 23, 0, tzinfo=BRUSSELS), NOON, True),
        (datetime(2026, 11, 23, 2, 31, tzinfo=BRUSSELS), datetime(2026, 11, 24, 2, 0, tzinfo=BRUSSELS), False),
        (datetime(2026, 11, 23, 2, 31, tzinfo=BRUSSELS), datetime(2026, 11, 24, 2, 30, tzinfo=BRUSSELS), True),
        (datetime(2026, 11, 1, 2, 31, tzinfo=BRUSSELS), datetime(2026, 11, 24, 1, 0, tzinfo=BRUSSELS), True),
    ],
)
def test_one_is_due_once_the_appointed_hour_passed(good_at: datetime | None, now: datetime, due: bool) -> None:  # noqa: FBT001 - a column of the table
    assert backup_due(LastBackup(good_at), now, NIGHT, BRUSSELS) is due


def test_a_failed_one_is_tried_again_after_an_hour() -> None:
    failed = LastBackup(tried_at=NOON, trouble="the disk is full")
    assert not backup_due(failed, NOON + timedelta(minutes=59), NIGHT, BRUSSELS)
    assert backup_due(failed, NOON + timedelta(minutes=60), NIGHT, BRUSSELS)
    assert backup_due(failed, NOON - timedelta(days=1), NIGHT, BRUSSELS), "a clock that was set back stops no back-up"


def test_trouble_does_not_make_the_last_good_one_forgotten(tmp_path: Path) -> None:
    good, later = datetime(2026, 11, 23, 2, 30, tzinfo=UTC), datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        assert ledger.read(last_backup) == LastBackup()
        ledger.write(lambda books: note_good(books, good, "one.tar.gz", 1234))
        ledger.write(lambda books: note_trouble(books, later, "the disk is full"))
        assert ledger.read(last_backup) == LastBackup(good, "one.tar.gz", 1234, later, "the disk is full")
        ledger.write(lambda books: note_good(books, later, "two.tar.gz", 1235))
        assert ledger.read(last_backup).trouble == ""
