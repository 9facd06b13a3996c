from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools.duplicati import PLACES, Job, every_seconds, look, parse, read
from schoolwacht_agent.platforms.backup_tools.record import Outcome, sound

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
NOTES = {
    "LastBackupFinished": "20261122T220000Z",
    "LastBackupStarted": "20261122T215000Z",
    "SourceFilesCount": "812",
    "SourceFilesSize": "5000000",
    "BackupListCount": "7",
}


def database(path: Path, notes: Mapping[str, object], repeat: str = "1D") -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE Backup (ID INTEGER PRIMARY KEY, Name TEXT, Tags TEXT, TargetURL TEXT, DBPath TEXT)")
        db.execute("CREATE TABLE Metadata (BackupID INTEGER, Name TEXT, Value TEXT)")
        db.execute("CREATE TABLE Schedule (ID INTEGER PRIMARY KEY, Tags TEXT, Time INTEGER, Repeat TEXT)")
        db.execute("INSERT INTO Backup VALUES (3, 'Office', '', 's3://bucket?auth-password=hunter2', '/x')")
        db.executemany("INSERT INTO Metadata VALUES (3, ?, ?)", notes.items())
        db.execute("INSERT INTO Schedule VALUES (1, 'ID=3', 0, ?)", (repeat,))


def test_a_job_is_told_with_its_schedule_and_without_its_secrets(tmp_path: Path) -> None:
    path = tmp_path / PLACES[0]
    database(path, NOTES)
    before = sorted(path.parent.iterdir())
    (found,) = look(tmp_path)

    assert (found.job, found.outcome, found.items, found.versions) == ("Office", Outcome.OK, 812, 7)
    assert found.last_good_ms == 1_795_384_800_000
    assert (found.every_seconds, found.every_from) == (86_400, "told")
    assert (found.target, found.off_site) == ("cloud", "yes")
    assert "hunter2" not in str(found)
    assert sorted(path.parent.iterdir()) == before


def test_an_error_after_the_last_run_is_a_failure() -> None:
    notes = {**NOTES, "LastErrorDate": "20261123T010000Z", "LastErrorMessage": "The remote server returned 403"}
    (found,) = parse({"3": Job("Office", notes=notes)})

    assert (found.outcome, found.message) == (Outcome.FAILED, "The remote server returned 403")
    assert (found.last_good_ms, found.last_try_ms) == (1_795_384_800_000, 1_795_395_600_000)


def test_an_error_before_the_last_run_is_forgiven() -> None:
    notes = {**NOTES, "LastErrorDate": "20261101T010000Z", "LastErrorMessage": "old"}
    (found,) = parse({"3": Job("Office", notes=notes)})

    assert (found.outcome, found.message) == (Outcome.OK, "")


@pytest.mark.parametrize("notes", [{"SourceFilesCount": "0"}, {"BackupListCount": "0"}])
def test_a_run_of_no_files_or_without_a_version_is_no_success(notes: dict[str, str]) -> None:
    (found,) = parse({"3": Job("Office", notes={**NOTES, **notes})})

    assert sound(found, NOW).outcome is Outcome.EMPTY


def test_a_job_that_never_ran_is_not_good() -> None:
    (found,) = parse({"3": Job("Office", repeat="1W")})

    assert (found.outcome, found.last_good_ms, found.every_seconds) == (Outcome.UNKNOWN, None, 604_800)


@pytest.mark.parametrize(
    ("repeat", "seconds"),
    [("1D", 86_400), ("12h", 43_200), ("1W1D", 691_200), ("30m", 1800), ("", None), ("1X", None), ("0D", None)],
)
def test_a_schedule_is_read(repeat: str, seconds: int | None) -> None:
    assert every_seconds(repeat) == seconds


@pytest.mark.parametrize("content", [b"", b"nonsense", b"SQLite format 3\0" + b"\xff" * 4000])
def test_what_is_no_such_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / PLACES[0]
    path.parent.mkdir(parents=True)
    path.write_bytes(content)

    assert list(look(tmp_path)) == []


def test_values_of_another_type_drop_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x/d.sqlite"
    database(path, {**NOTES, "SourceFilesSize": b"\xff\xfe", "BackupListCount": 7, "LastErrorDate": None})
    (found,) = parse(read(path))

    assert (found.outcome, found.size_bytes, found.versions) == (Outcome.OK, None, 7)


@settings(max_examples=100)
@given(st.text(), st.text(), st.dictionaries(st.sampled_from([*NOTES, "LastErrorDate"]), st.text()), st.text())
def test_whatever_stands_in_the_tables(name: str, address: str, notes: dict[str, str], repeat: str) -> None:
    (found,) = parse({"1": Job(name, address, notes, repeat)})
    sound(found, NOW)
