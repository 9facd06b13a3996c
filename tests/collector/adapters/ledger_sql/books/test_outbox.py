"""The outbox: what people still have to be told, and what became of it."""

from __future__ import annotations

import pytest

from collector.adapters.ledger_sql.things import NOW, alert, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.domain.alerts import Alert, AlertState


@pytest.fixture
def opened(books: SqlBooks) -> Alert:
    return books.alerts.add(alert("pc-1", AlertState.OPEN))


def test_each_notifier_gets_a_letter_of_its_own(books: SqlBooks, opened: Alert) -> None:
    books.outbox.put(opened.alert_id, "opened", ["mail", "console"], NOW)
    first, second = books.outbox.due(NOW, 9)
    assert [(one.notifier, one.kind, one.attempts, one.alert) for one in (first, second)] == [
        ("mail", "opened", 0, opened),
        ("console", "opened", 0, opened),
    ]
    assert first.message_id != second.message_id


def test_letters_are_due_from_their_time_on_oldest_first(books: SqlBooks, opened: Alert) -> None:
    books.outbox.put(opened.alert_id, "opened", ["mail"], later(1))
    books.outbox.put(opened.alert_id, "solved", ["mail"], NOW)
    assert [one.kind for one in books.outbox.due(NOW, 9)] == ["solved"]
    assert [one.kind for one in books.outbox.due(later(1), 9)] == ["opened", "solved"]
    assert [one.kind for one in books.outbox.due(later(1), 1)] == ["opened"]


def test_a_delivered_letter_is_never_due_again(books: SqlBooks, opened: Alert) -> None:
    books.outbox.put(opened.alert_id, "opened", ["mail"], NOW)
    (letter,) = books.outbox.due(NOW, 9)
    books.outbox.delivered(letter.number, NOW)
    assert books.outbox.due(later(1_000_000), 9) == []


def test_a_failed_letter_comes_again_later_as_the_same_message(books: SqlBooks, opened: Alert) -> None:
    books.outbox.put(opened.alert_id, "opened", ["mail"], NOW)
    (letter,) = books.outbox.due(NOW, 9)
    books.outbox.failed(letter.number, later(5), "no route to host")
    assert books.outbox.due(later(4), 9) == []
    (again,) = books.outbox.due(later(5), 9)
    assert (again.attempts, again.message_id) == (1, letter.message_id)


def test_a_letter_shows_its_alert_as_it_is_now(books: SqlBooks, opened: Alert) -> None:
    books.outbox.put(opened.alert_id, "opened", ["mail"], NOW)
    books.alerts.change(opened.alert_id, {"note": "besteld"})
    assert [one.alert.note for one in books.outbox.due(NOW, 9)] == ["besteld"]


def test_the_last_failure_is_told_until_something_succeeds(books: SqlBooks, opened: Alert) -> None:
    assert books.outbox.last_failure() == ""
    books.outbox.put(opened.alert_id, "opened", ["mail", "chat"], NOW)
    mail, chat = books.outbox.due(NOW, 9)
    assert books.outbox.last_failure() == ""
    books.outbox.failed(chat.number, later(1), "chat is away")
    books.outbox.failed(mail.number, later(1), "mailbox is full")
    assert books.outbox.last_failure() == "mailbox is full"
    books.outbox.failed(chat.number, later(2), "chat is still away")
    assert books.outbox.last_failure() == "chat is still away"
    books.outbox.delivered(mail.number, later(2))
    assert books.outbox.last_failure() == ""


def test_no_notifier_means_no_letter(books: SqlBooks, opened: Alert) -> None:
    books.outbox.put(opened.alert_id, "opened", [], NOW)
    assert books.outbox.due(later(1), 9) == []
