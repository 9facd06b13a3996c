"""The survey of backup programs, and how it shares a table with the probe of reports and files."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.spooling import ALL, open_spool
from schoolwacht_agent.clock import Clock
from schoolwacht_agent.probe import BackupReport, Finding, FreshnessCheck, NoData, Probe, Reading, Row, Surroundings
from schoolwacht_agent.probes import backups
from schoolwacht_agent.reading_back import rows
from schoolwacht_agent.rounds import Rounds
from schoolwacht_agent.surveys import backup_records
from schoolwacht_agent.tally import Tally
from schoolwacht_protos.v1.ingest_pb2 import Payload

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
NOW_MS = 1_795_419_000_000
HOUR = timedelta(hours=1)
SUMMARY = {"message_type": "summary", "total_files_processed": 812, "total_bytes_processed": 5000}


def checked(folder: Path, text: str, name: str = "nas.json", hours_ago: int = 2) -> FreshnessCheck:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (NOW.timestamp() - hours_ago * 3600,) * 2)
    return FreshnessCheck("nas", str(folder / name), timedelta(hours=26))


def found(root: Path, *checks: FreshnessCheck) -> list[Finding]:
    return list(backup_records.findings(Surroundings(NOW, root, checks=checks), root))


def only_row(findings: list[Finding]) -> Row:
    (row,) = (one for one in findings if isinstance(one, Row))
    return row


def test_a_log_that_a_check_names_is_read_and_bears_the_rhythm_of_the_check(tmp_path: Path) -> None:
    findings = found(tmp_path, checked(tmp_path, json.dumps(SUMMARY)))
    row = only_row(findings)

    assert row.key == ("nas", "restic_log")
    assert (row.cells["result"], row.cells["outcome"], row.cells["items"]) == ("ok", "ok", 812)
    assert (row.cells["every_seconds"], row.cells["every_from"]) == (26 * 3600, "told")
    assert row.cells["last_good_ms"] == NOW_MS - 7_200_000
    assert {one.gauge.name: one.value for one in findings if isinstance(one, Reading)} == {
        "backup.ok": 1,
        "backup.age_seconds": 7200,
        "backup.size_bytes": 5000,
    }


def test_a_success_with_zero_items_has_failed_for_the_rules(tmp_path: Path) -> None:
    row = only_row(found(tmp_path, checked(tmp_path, json.dumps({**SUMMARY, "total_files_processed": 0}))))

    assert (row.cells["result"], row.cells["outcome"], row.cells["last_good_ms"]) == ("failed", "empty", None)


def test_an_unfinished_dump_is_not_good_although_it_is_young(tmp_path: Path) -> None:
    check = checked(tmp_path, "-- MySQL dump 10\nCREATE TABLE a (x int);\n", "db.sql")
    row = only_row(found(tmp_path, check))

    assert (row.key, row.cells["result"], row.cells["tool"]) == (("nas", "sql_dump"), "failed", "mysqldump")
    assert backups.watched(check, backups.look(check.pattern), NOW).cells["result"] == "ok"


def test_a_file_that_tells_nothing_more_has_no_row_here(tmp_path: Path) -> None:
    with pytest.raises(NoData) as nothing:
        found(tmp_path, checked(tmp_path, "some text"), FreshnessCheck("gone", str(tmp_path / "no*"), HOUR))
    assert "backup report" in nothing.value.remedy


def test_every_column_of_every_row_is_what_was_declared(tmp_path: Path) -> None:
    (row,) = (one for one in found(tmp_path, checked(tmp_path, json.dumps(SUMMARY))) if isinstance(one, Row))

    assert row.table in backup_records.PROBE.emits
    for name, cell in row.cells.items():
        expected = {"text": str, "integer": int}[row.table.columns[name].kind]
        assert cell is None or type(cell) is expected, name


def test_probe_and_survey_declare_one_and_the_same_table_and_gauges() -> None:
    assert backup_records.BACKUPS == backups.BACKUPS
    assert set(backups.PROBE.emits[1:]) == set(backup_records.GAUGES.values())


def test_who_and_where_stay_on_the_machine(tmp_path: Path) -> None:
    error = {
        "message_type": "error",
        "item": "/home/jan.peeters/x",
        "error": {"message": "/home/jan.peeters/x: denied"},
    }
    log = "\n".join(json.dumps(one) for one in (error, SUMMARY))
    settings = tmp_path / "etc/borgmatic/config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        "repositories:\n  - path: ssh://jan.peeters@nas.school.example/./b\nencryption_passphrase: hunter2\n"
    )
    school = School(tmp_path)
    school.checks = (checked(tmp_path, log),)
    school.rounds.run([school.survey()])
    left = b"".join(batch.payload for batch in school.spool.take(2**60, ALL, 2**40))

    assert b"borgmatic config 1" in left
    assert b"restic_log" in left
    for private in (b"jan", b"peeters", b"hunter2", b"school.example", bytes(tmp_path)):
        assert private not in left


class School:
    """An agent with a real spool, and a collector that keeps rows as docs/wire.md says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW
        self.checks: tuple[FreshnessCheck, ...] = ()
        self.reports: tuple[BackupReport, ...] = ()
        self.spool = open_spool(folder)
        self.rounds = Rounds(self.spool, Clock(wall=lambda: self.now), Tally(), folder)
        self.kept: dict[tuple[object, ...], dict[str, object]] = {}
        self.updates = 0

    def run(self, *probes: Probe) -> None:
        self.rounds.run(probes)
        self.push()

    def push(self) -> None:
        batches = self.spool.take(2**60, ALL, 2**40)
        self.spool.stored(batches)
        for batch in batches:
            for update in Payload.FromString(batch.payload).tables:
                if update.table != "backups":
                    continue
                self.updates += 1
                assert not update.snapshot, "rows of another source would go"
                for row in rows(update):
                    self.kept[row["job"], row["source"]] = row
                gone = {column.name: list(column.texts) for column in update.removed}
                for number in range(update.removed_rows):
                    self.kept.pop((gone["job"][number], gone["source"][number]), None)

    def probe(self) -> Probe:
        return Probe("backups", HOUR, backups.PROBE.emits, lambda s: backups.take(self._with(s)))

    def survey(self) -> Probe:
        return Probe(
            "backup_records", HOUR, backup_records.PROBE.emits,
            lambda s: backup_records.findings(self._with(s), self.folder),
        )  # fmt: skip

    def _with(self, seen: Surroundings) -> Surroundings:
        return Surroundings(seen.now, seen.home, self.checks, self.reports)


BOTH = {("nas", "files"), ("nas", "restic_log"), ("paper", "report")}


@pytest.fixture
def school(tmp_path: Path) -> School:
    house = School(tmp_path)
    house.checks = (checked(tmp_path, json.dumps(SUMMARY)),)
    house.reports = (BackupReport("paper", succeeded=True, finished_at=NOW, size_bytes=5),)
    return house


def test_in_rounds_of_their_own_neither_takes_rows_of_the_other(school: School) -> None:
    for _ in range(3):
        school.run(school.probe())
        school.run(school.survey())
        school.now += HOUR

    assert set(school.kept) == BOTH
    assert school.updates == 2, "what did not change is not sent again"


def test_in_one_round_both_are_one_update(school: School) -> None:
    school.run(school.probe(), school.survey())

    assert (set(school.kept), school.updates) == (BOTH, 1)


def test_over_days_of_daily_snapshots_the_collector_keeps_both(school: School) -> None:
    for hour in range(80):
        school.run(school.probe())
        if hour % 6 == 0:
            school.run(school.survey())
        school.now += HOUR

    assert set(school.kept) == BOTH


def test_a_survey_that_finds_nothing_any_more_takes_nothing_away(school: School) -> None:
    school.run(school.probe(), school.survey())
    (school.folder / "nas.json").unlink()
    school.now += timedelta(hours=30)
    school.run(school.probe(), school.survey())

    assert set(school.kept) == BOTH
    assert school.kept["nas", "files"]["result"] == "failed"
    assert school.kept["nas", "restic_log"]["result"] == "ok"


def test_a_collector_that_lost_its_rows_gets_all_of_them_again(school: School) -> None:
    school.run(school.probe())
    school.run(school.survey())
    school.kept.clear()
    school.rounds.resend(["backups"])
    school.push()

    assert set(school.kept) == BOTH


def test_a_job_that_is_forgotten_goes_whatever_it_is_known_from(school: School) -> None:
    school.run(school.probe(), school.survey())
    school.checks = ()
    assert school.rounds.take_away("backups", {"job": "nas"})
    school.push()

    assert set(school.kept) == {("paper", "report")}
