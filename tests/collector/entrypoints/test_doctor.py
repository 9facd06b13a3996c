from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
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
from schoolwacht_collector.entrypoints.doctor import INBOX_WARNING, Doctor
from schoolwacht_collector.ports import Busy, SeriesStore


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
    yield made
    made.ledger.close()


def checks(
    school: School,
    series: SeriesStore | None = None,
    addresses: int = 1,
    set_aside: Sequence[Path] = (),
) -> dict[str, Check]:
    doctor = Doctor(school.ledger.path.parent, school.ledger, series or MemorySeries(), addresses, lambda: set_aside)
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
        ("disk", "ledger", "series", "inbox", "notify"), "ok"
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
