from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from collector.school import NOW, School, device
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Change, DeviceEvent
from schoolwacht_collector.books.people import Deed, User
from schoolwacht_collector.books.retention import Past
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.usecases.forget_the_past import KEPT, forget_the_past

HOUR = timedelta(hours=1)


def happened(books: Books, ago: timedelta) -> None:
    """One of everything that grows, so long ago."""
    at = NOW - ago
    books.facts.add_events([DeviceEvent(str(ago).encode()[:16].ljust(16), "pc", "clock_jumped", at, {})])
    books.facts.note_changes([Change("pc", "software", "vlc", "added", at, None, {"version": "3"})])
    books.audit.note(Deed(at, "an", "user.add", "bert", ""))
    finding = Finding(Subject("pc", str(ago)), Severity.NOTICE, say("x"), say("y"), 1, 1)
    alert = books.alerts.add(Alert(0, "disk_full", finding.subject, AlertState.PENDING, finding, at))
    books.alerts.change(alert.alert_id, {"state": AlertState.SOLVED, "opened_at": at, "solved_at": at})
    books.people.put(User("an", "admin"))
    books.people.add_link(f"link{ago}", "an", at)
    books.people.add_session(f"session{ago}", "an", at)


def left(books: Books) -> dict[Past, list[datetime | None]]:
    """The moments of what is still known."""
    return {
        Past.EVENTS: [event.at for event in books.facts.events("pc", 100)],
        Past.CHANGES: [change.at for change in books.facts.changes("pc", 100)],
        Past.AUDIT: [deed.at for deed in books.audit.newest(100)],
        Past.SOLVED_ALERTS: [alert.solved_at for alert in books.alerts.listed(open_only=False)],
    }


def test_each_part_is_kept_as_long_as_the_privacy_page_says(tmp_path: Path) -> None:
    school = School.open(tmp_path)
    school.add(device("pc"))
    for kept in set(KEPT.values()):
        school.ledger.write(lambda books, k=kept: happened(books, k - HOUR))  # type: ignore[misc]
        school.ledger.write(lambda books, k=kept: happened(books, k + HOUR))  # type: ignore[misc]
    assert forget_the_past(school.ledger, NOW)
    for what, moments in school.ledger.read(left).items():
        assert moments, what
        assert all(moment is not None and NOW - moment < KEPT[what] for moment in moments), what
    assert forget_the_past(school.ledger, NOW) == 0
    school.ledger.close()


def test_an_open_alert_stays_however_old_it_is(tmp_path: Path) -> None:
    school = School.open(tmp_path)
    school.add(device("pc"))
    finding = Finding(Subject("pc"), Severity.NOTICE, say("x"), say("y"), 1, 1)
    long_ago = NOW - timedelta(days=3000)
    school.ledger.write(
        lambda books: books.alerts.add(
            Alert(0, "host_silent", finding.subject, AlertState.OPEN, finding, long_ago, opened_at=long_ago)
        )
    )
    forget_the_past(school.ledger, NOW)
    assert len(school.alerts()) == 1
    school.ledger.close()
