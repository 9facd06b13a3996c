from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from collector.school import MINUTE, NOW, School, device
from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.deliver_alerts import Delivery, deliver_alerts
from schoolwacht_collector.usecases.write_letter import LetterWriter
from schoolwacht_collector.wording import wording_for

WRITER = LetterWriter(wording_for("en"), {})


class Postbox:
    """A notifier that can be out of order."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.broken = False

    def send(self, subject: str, body: str, *, message_id: str) -> None:
        assert body
        if self.broken:
            raise Busy("connection refused\nPassword: x")
        self.sent.append((subject, message_id))


def alert(school: School, part: str, *kinds: str, to: str = "mail") -> None:
    sentence = say("full")
    finding = Finding(Subject("srv", part), Severity.WARNING, sentence, sentence, 1, 0)

    def work(books: Books) -> None:
        made = books.alerts.add(Alert(0, "full", finding.subject, AlertState.OPEN, finding, NOW, NOW, NOW))
        for kind in kinds or ("opened",):
            books.outbox.put(made.alert_id, kind, to.split(), NOW)

    school.ledger.write(work)


def deliver(school: School, now: datetime, **boxes: Postbox) -> Delivery:
    return deliver_alerts(school.ledger, boxes, WRITER, now)


@pytest.fixture(autouse=True)
def _a_server(school: School) -> None:
    school.add(device("srv"))


def test_a_letter_is_delivered_once(school: School) -> None:
    alert(school, "/")
    mail = Postbox()
    assert deliver(school, NOW, mail=mail) == Delivery(1, 0)
    assert deliver(school, NOW + MINUTE, mail=mail) == Delivery(0, 0)
    assert len(mail.sent) == 1


def test_a_failure_waits_longer_each_time_and_the_message_stays_the_same(school: School) -> None:
    alert(school, "/")
    mail = Postbox()
    mail.broken = True
    now = NOW
    tries: list[datetime] = []
    while len(tries) < 6:
        if deliver(school, now, mail=mail).failed:
            tries.append(now)
        now += MINUTE
    waits = [(later - earlier) // MINUTE for earlier, later in pairwise(tries)]
    assert waits == [1, 5, 30, 60, 60]
    assert school.ledger.read(lambda books: books.outbox.last_failure()) == "connection refused Password: x"
    (letter,) = school.ledger.read(lambda books: books.outbox.due(now + timedelta(days=1), 10))
    mail.broken = False
    deliver(school, now + timedelta(hours=1), mail=mail)
    assert [message_id for _, message_id in mail.sent] == [letter.message_id]
    assert school.ledger.read(lambda books: books.outbox.last_failure()) == ""


def test_one_broken_notifier_does_not_keep_the_others_waiting(school: School) -> None:
    alert(school, "/", to="mail chat")
    mail, chat = Postbox(), Postbox()
    mail.broken = True
    assert deliver(school, NOW, mail=mail, chat=chat) == Delivery(1, 1)
    assert len(chat.sent) == 1


def test_letters_of_one_notifier_go_out_in_order_up_to_the_first_that_fails(school: School) -> None:
    alert(school, "/", "opened", "solved")
    mail = Postbox()
    deliver(school, NOW, mail=mail)
    assert [subject for subject, _ in mail.sent] == ["[warning] full · /", "[solved] full · /"]


def test_a_dead_server_is_asked_once_a_round(school: School) -> None:
    for part in "abc":
        alert(school, part)
    mail = Postbox()
    mail.broken = True
    assert deliver(school, NOW, mail=mail) == Delivery(0, 3)
    assert deliver(school, NOW + MINUTE / 2, mail=mail) == Delivery(0, 0)


def test_up_to_five_letters_are_letters_and_more_are_a_digest(school: School) -> None:
    mail = Postbox()
    for part in "abcde":
        alert(school, part)
    deliver(school, NOW, mail=mail)
    assert len(mail.sent) == 5
    for part in "fghijkl":
        alert(school, part)
    deliver(school, NOW, mail=mail)
    assert len(mail.sent) == 6
    assert mail.sent[-1][0] == "7 alerts, 0 solved"
    assert deliver(school, NOW + timedelta(days=1), mail=mail) == Delivery(0, 0)


def test_a_digest_that_is_repeated_is_the_same_message(school: School) -> None:
    for part in "abcdef":
        alert(school, part)
    first, again = Postbox(), Postbox()

    class Crashes(Postbox):
        def send(self, subject: str, body: str, *, message_id: str) -> None:
            first.send(subject, body, message_id=message_id)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(school, NOW, mail=Crashes())
    deliver(school, NOW, mail=again)
    assert first.sent == again.sent


def test_letters_for_a_notifier_that_is_gone_wait_and_say_why(school: School) -> None:
    alert(school, "/", to="notify-2")
    assert deliver(school, NOW, mail=Postbox()) == Delivery(0, 1)
    assert "no notifier notify-2 any more" in school.ledger.read(lambda books: books.outbox.last_failure())
    back = Postbox()
    deliver_alerts(school.ledger, {"notify-2": back}, WRITER, NOW + 2 * MINUTE)
    assert len(back.sent) == 1
