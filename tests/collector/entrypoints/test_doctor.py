from __future__ import annotations

import shutil
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from collector.school import NOW, School, device
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import Quarantined
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.series import Mark
from schoolwacht_collector.entrypoints.api.services import Check
from schoolwacht_collector.entrypoints.checks import files
from schoolwacht_collector.entrypoints.checks.files import guarded, whole
from schoolwacht_collector.entrypoints.checks.work import INBOX_WARNING
from schoolwacht_collector.entrypoints.doctor import Doctor, Premises
from schoolwacht_collector.entrypoints.ticker import Job, Ticker
from schoolwacht_collector.entrypoints.vitals import Vitals
from schoolwacht_collector.ports import Busy, SeriesStore
from schoolwacht_collector.usecases.keep_backups import note_good, note_trouble


class Disk(NamedTuple):
    """What the system says about a volume."""

    total: int
    used: int
    free: int


class AwaySeries(MemorySeries):
    """Does not answer."""

    def health(self) -> str:
        raise Busy("InfluxDB at http://x does not accept the token; check that it is whole.")


class DeepSeries(MemorySeries):
    """Answers, but may not be written, which only its own check finds out."""

    def check(self) -> str:
        raise Busy("The token may not use bucket 'school'.")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School.open(tmp_path)
    made.ledger.write(lambda books: note_good(books, NOW - timedelta(hours=6), "b.zip", 1000))
    for path in guarded(tmp_path):
        path.chmod(0o600)
    yield made
    made.ledger.close()


def checks(
    school: School,
    series: SeriesStore | None = None,
    addresses: int = 1,
    set_aside: Sequence[Path] = (),
    premises: Premises | None = None,
) -> dict[str, Check]:
    home = school.ledger.path.parent
    doctor = Doctor(
        home, school.ledger, series or MemorySeries(), addresses, lambda: set_aside,
        premises=premises, clock=lambda: NOW,
    )  # fmt: skip
    return {check.name: check for check in doctor.checks()}


@pytest.fixture(autouse=True)
def free(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How much room the volume has."""
    room = {"free": 80_000_000_000}
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(100_000_000_000, 0, room["free"]))
    return room


def test_with_all_well_every_part_is_ok(school: School) -> None:
    school.add(device("pc"))
    found = checks(school)
    assert {name: check.state for name, check in found.items()} == dict.fromkeys(
        ("disk", "rights", "ledger", "integrity", "series", "time", "inbox", "notify", "backup"), "ok"
    )
    assert found["ledger"].detail.startswith("1 devices")
    assert found["notify"].detail == "1 address is told of alerts"
    assert not any(check.remedy for check in found.values())


@pytest.mark.parametrize(("bytes_free", "state"), [(4_000_000_000, "warning"), (900_000_000, "bad"), (0, "bad")])
def test_a_volume_that_runs_full_says_what_to_do(
    school: School, free: dict[str, int], bytes_free: int, state: str
) -> None:
    free["free"] = bytes_free
    disk = checks(school)["disk"]
    assert disk.state == state
    assert "SCHOOLWACHT_HOME" in disk.remedy


def test_a_file_that_was_set_aside_is_named(school: School, tmp_path: Path) -> None:
    files = checks(school, set_aside=[tmp_path / "ledger.db.corrupt-1"])["files"]
    assert files.state == "bad"
    assert "ledger.db.corrupt-1" in files.detail


@pytest.mark.parametrize(("series", "told"), [(AwaySeries(), "the token"), (DeepSeries(), "bucket 'school'")])
def test_series_that_cannot_be_used_are_told_in_their_own_words(school: School, series: SeriesStore, told: str) -> None:
    found = checks(school, series)
    assert found["series"].state == "bad"
    assert told in found["series"].detail
    assert "nothing is lost" in found["series"].remedy
    assert found["ledger"].state == "ok"


def test_a_long_queue_is_a_warning(school: School) -> None:
    mark = Mark("alert", {}, {"state": "open"}, 1)
    school.ledger.write(lambda books: books.inbox.put_marks([mark] * (INBOX_WARNING + 1)))
    inbox = checks(school)["inbox"]
    assert inbox.state == "warning"
    assert str(INBOX_WARNING + 1) in inbox.detail


def test_the_quarantine_is_counted_and_its_newest_reason_told(school: School) -> None:
    assert "quarantine" not in checks(school)
    aside = [Quarantined("pc", reason, NOW, b"") for reason in ("first", "second")]
    school.ledger.write(lambda books: books.inbox.quarantine(aside))
    quarantine = checks(school)["quarantine"]
    assert quarantine.state == "warning"
    assert quarantine.detail == "2 set aside; the newest: second"


def test_with_nobody_to_tell_it_says_where_to_name_somebody(school: School) -> None:
    notify = checks(school, addresses=0)["notify"]
    assert notify.state == "warning"
    assert "[notify] urls" in notify.remedy


def test_a_letter_that_could_not_be_delivered_is_told(school: School) -> None:
    sentence = say("full")
    finding = Finding(Subject("srv", "/"), Severity.WARNING, sentence, sentence, 1, 0)

    def work(books: Books) -> None:
        made = books.alerts.add(Alert(0, "full", finding.subject, AlertState.OPEN, finding, NOW, NOW, NOW))
        books.outbox.put(made.alert_id, "opened", ["mail"], NOW)
        (letter,) = books.outbox.due(NOW, 1)
        books.outbox.failed(letter.number, NOW, "mail.school.example refused the password")

    school.ledger.write(work)
    notify = checks(school)["notify"]
    assert notify.state == "bad"
    assert "refused the password" in notify.detail


def running(school: School, job: Callable[[], object] = lambda: None, series: SeriesStore | None = None) -> Vitals:
    """A collector whose ticker has one job, which ran once."""
    ticker = Ticker([Job("judge", timedelta(hours=1), job)], lambda: NOW)
    ticker.start()
    deadline = time.monotonic() + 10
    while not ticker.last_run:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    ticker.stop()
    vitals = Vitals(school.ledger, series or MemorySeries(), lambda: NOW, time.monotonic)
    vitals.run_by(ticker, {})
    return vitals


def test_rights_of_others_in_the_home_are_told_with_the_command_that_takes_them_away(school: School) -> None:
    home = school.ledger.path.parent
    (home / "series.db").touch(0o644)
    rights = checks(school)["rights"]
    assert (rights.state, rights.detail) == ("warning", "others may read series.db")
    assert rights.remedy == f"chmod 600 {home / 'series.db'}"
    home.chmod(0o755)
    rights = checks(school)["rights"]
    assert (rights.state, rights.remedy) == ("warning", f"chmod 700 {home}")


def test_a_damaged_file_is_found_by_reading_it_through(school: School, tmp_path: Path) -> None:
    assert checks(school)["integrity"].detail.endswith("is whole")
    damaged = tmp_path / "x.db"
    with closing(sqlite3.connect(damaged)) as connection:
        connection.executescript("CREATE TABLE t (x); CREATE INDEX i ON t (x);")
        connection.executemany("INSERT INTO t VALUES (?)", [("y" * 500,)] * 500)
        connection.commit()
    content = bytearray(damaged.read_bytes())
    content[8192:40960] = bytes(32768)
    damaged.write_bytes(content)
    assert whole(damaged).state == "bad"
    assert whole(tmp_path / "none.db").state == "bad"


def test_a_large_ledger_is_read_only_as_far_as_time_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOOK_SECONDS", -1.0)
    monkeypatch.setattr(files, "_STEP", 1)
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1);")
    found = whole(tmp_path / "x.db")
    assert (found.state, "in the first" in found.detail) == ("ok", True)


def test_doors_that_answer_are_well_and_others_are_told(school: School) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        vitals = running(school)
        found = checks(school, premises=Premises({"agents.push": address}, vitals=vitals))["port"]
        assert (found.state, found.detail) == ("ok", f"agents.push: {address} answers")
        # Not running: the port is somebody else's.
        found = checks(school, premises=Premises({"agents.push": address}))["port"]
        assert (found.state, found.remedy) == ("bad", "set another one: agents.push")
    found = checks(school, premises=Premises({"agents.push": address}, vitals=vitals))["port"]
    assert found.state == "bad"
    assert "nothing answers" in found.detail
    found = checks(school, premises=Premises({"agents.push": address}))["port"]
    assert found.state == "ok"


@pytest.mark.parametrize(("days", "state"), [(300, "ok"), (20, "warning"), (3, "bad"), (-1, "bad")])
def test_certificates_are_told_before_they_end(school: School, days: int, state: str) -> None:
    ends = {"console": NOW + timedelta(days=days)}
    found = checks(school, premises=Premises(ends=lambda: ends))["certificate"]
    assert found.state == state
    assert bool(found.remedy) == (state != "ok")


def test_keys_that_cannot_be_used_are_told(school: School) -> None:
    found = checks(school, premises=Premises(keys=lambda: ["pki/agents.key is missing or damaged"]))
    assert (found["keys"].state, found["keys"].detail) == ("bad", "pki/agents.key is missing or damaged")


class Misspelt:
    """A notifier whose address says nothing to anybody."""

    def send(self, subject: str, body: str, *, message_id: str) -> None:
        raise Busy(f"cannot send {subject}, {body}, {message_id}")

    def check(self) -> None:
        raise Busy("notify-1: the address in [notify] urls is not understood")


def test_an_address_that_cannot_be_understood_is_told_but_a_running_collector_is_spared_the_try(
    school: School,
) -> None:
    notifiers = {"notify-1": Misspelt()}
    found = checks(school, premises=Premises(notifiers=notifiers))["notify"]
    assert (found.state, found.remedy) == ("bad", "compare the address with docs/notify.md")
    assert checks(school, premises=Premises(notifiers=notifiers, vitals=running(school)))["notify"].state == "ok"


def test_a_job_that_fails_is_told(school: School) -> None:
    assert checks(school, premises=Premises(vitals=running(school)))["jobs"].detail == "judge"

    def fail() -> None:
        raise Busy("the disk is full")

    jobs = checks(school, premises=Premises(vitals=running(school, fail)))["jobs"]
    assert (jobs.state, jobs.detail) == ("warning", "judge: the disk is full")


@pytest.mark.parametrize(("hours", "state"), [(29, "ok"), (48, "warning"), (24 * 8, "bad")])
def test_a_back_up_that_is_late_is_told(school: School, hours: int, state: str) -> None:
    school.ledger.write(lambda books: note_good(books, NOW - timedelta(hours=hours), "b.zip", 1000))
    backup = checks(school)["backup"]
    assert backup.state == state
    assert bool(backup.remedy) == (state != "ok")


def test_a_back_up_that_failed_is_told_with_its_reason(school: School) -> None:
    school.ledger.write(lambda books: note_trouble(books, NOW, "the folder is full"))
    backup = checks(school)["backup"]
    assert backup.state == "bad"
    assert "the folder is full" in backup.detail


def test_a_clock_that_most_machines_find_wrong_is_told(school: School) -> None:
    for number in range(3):
        school.add(device(f"pc{number}"), heard=NOW, offset_ms=600_000)
    told = checks(school)["time"]
    assert (told.state, told.detail) == ("bad", "most machines find this clock 10 min behind")


def test_one_machine_with_a_wrong_clock_says_nothing_of_ours(school: School) -> None:
    school.add(device("odd"), heard=NOW, offset_ms=600_000)
    for number in range(3):
        school.add(device(f"pc{number}"), heard=NOW)
    assert checks(school)["time"].state == "ok"


def test_a_clock_that_was_set_back_is_told(school: School) -> None:
    school.add(device("pc"), heard=NOW + timedelta(hours=1))
    told = checks(school)["time"]
    assert (told.state, told.detail) == ("bad", "this clock was set back: a machine was heard 60 min from now")
