"""A real mail server on loopback, from an alert to the mail about it."""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from collector.school import MINUTE, NOW, School, device
from schoolwacht_collector.notifiers import NotifySettings
from schoolwacht_collector.notifiers.apprise import NOTIFIER, AppriseNotifier
from schoolwacht_collector.ports import Busy, Notifier
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.usecases.deliver_alerts import Delivery, deliver_alerts
from schoolwacht_collector.usecases.write_letter import LetterWriter
from schoolwacht_collector.wording import wording_for

# apprise 2.2 loads its mail plug-in with a module that Python 3.13 drops; it has its own answer to that.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

TITLES = {rule.name: rule.title for rule in load_rules()}
WRITER = LetterWriter(wording_for("nl", "Europe/Brussels"), TITLES)


class Inbox:
    """Keeps what the server takes in, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's own
        del server, session
        if self.refuse:
            return "451 come back later"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(inbox: Inbox, port: int) -> Iterator[None]:
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def url(port: int, extra: str = "") -> str:
    return f"mailto://127.0.0.1:{port}?from=schoolwacht@school.example&to=ict@school.example{extra}"


def mailer(port: int) -> dict[str, Notifier]:
    return dict(NOTIFIER(NotifySettings((url(port),), timeout=10)))


def deliver(school: School, minutes: int, notifiers: dict[str, Notifier]) -> Delivery:
    return deliver_alerts(school.ledger, notifiers, WRITER, NOW + minutes * MINUTE)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School.open(tmp_path)
    yield made
    made.ledger.close()


def test_one_alert_is_one_mail_and_solved_is_one_more(school: School) -> None:
    inbox, port = Inbox(), free_port()
    number = school.add(device("srv", host="srv-admin"))
    with server(inbox, port):
        notifiers = mailer(port)
        for minute, used in enumerate((97, 98, 97, 40, 40)):
            school.disk(number, used, NOW + minute * MINUTE)
            school.tick(NOW + minute * MINUTE, *notifiers)
            deliver(school, minute, notifiers)
    assert [mail["Subject"] for mail in inbox.mails] == [
        "[dringend] Schijf bijna vol · srv-admin · A12",
        "[opgelost] Schijf bijna vol · srv-admin · A12",
    ]
    assert inbox.mails[0].get_content_type() == "text/plain"
    assert "/ is 97 % vol, nog 3 GB vrij" in inbox.mails[0].get_content()
    assert inbox.mails[0]["Auto-Submitted"] == "auto-generated"
    assert inbox.mails[0]["To"] == "ict@school.example"


def test_a_mail_server_that_is_down_gets_the_mail_later_with_the_same_id(school: School) -> None:
    inbox, port = Inbox(), free_port()
    notifiers = mailer(port)
    school.disk(school.add(device("srv")), 97, NOW)
    school.tick(NOW, *notifiers)
    assert deliver(school, 0, notifiers) == Delivery(0, 1)
    (letter,) = school.ledger.read(lambda books: books.outbox.due(NOW + MINUTE, 9))
    inbox.refuse = True
    with server(inbox, port):
        assert deliver(school, 1, notifiers) == Delivery(0, 1)
        inbox.refuse = False
        assert deliver(school, 6, notifiers) == Delivery(1, 0)
    (mail,) = inbox.mails
    assert mail["X-Schoolwacht-Message-ID"] == mail["References"] == f"<{letter.message_id}@schoolwacht>"


def test_a_hostile_host_name_stays_text(school: School) -> None:
    inbox, port = Inbox(), free_port()
    name = "pc\r\nBcc: everybody@example.org\r\n\r\n<script>alert(1)</script>\x00\u202e.\r\n"
    school.disk(school.add(device("srv", host=name)), 97, NOW)
    with server(inbox, port):
        notifiers = mailer(port)
        school.tick(NOW, *notifiers)
        assert deliver(school, 0, notifiers) == Delivery(1, 0)
    (mail,) = inbox.mails
    assert mail["Bcc"] is None
    assert "pc Bcc: everybody@example.org <script>alert(1)</script>" in mail["Subject"]
    assert "Toestel: pc Bcc: everybody@example.org <script>" in mail.get_content()


@pytest.mark.parametrize("sender", ["", "&from=schoolwacht@school.example"])
def test_a_failure_shows_no_secret(sender: str, capsys: pytest.CaptureFixture[str]) -> None:
    secret = f"mailto://meester:hunter22@127.0.0.1:{free_port()}?to=ict@school.example{sender}"
    handler = logging.StreamHandler(sys.stderr)  # caplog would also listen to loggers that keep to themselves
    logging.getLogger().addHandler(handler)
    try:
        with pytest.raises(Busy) as busy:
            AppriseNotifier("notify-1", secret, 5).send("s", "b", message_id="m")
    finally:
        logging.getLogger().removeHandler(handler)
    shown = str(busy.value) + capsys.readouterr().err
    assert shown.startswith("notify-1: ")
    assert "hunter22" not in shown
    assert "meester" not in shown


def test_an_address_that_is_not_understood_is_not_shown() -> None:
    with pytest.raises(Busy, match="not understood") as busy:
        AppriseNotifier("notify-1", "nonsense://hunter22", 5).send("s", "b", message_id="m")
    assert "hunter22" not in str(busy.value)


def test_a_server_that_does_not_answer_costs_the_time_out_and_no_more() -> None:
    with closing(socket.socket()) as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        notifier = AppriseNotifier("notify-1", url(deaf.getsockname()[1], "&cto=3"), 0.3)
        began = time.monotonic()
        with pytest.raises(Busy, match="no answer within"):
            notifier.send("s", "b", message_id="m")
        assert time.monotonic() - began < 2.5
        with pytest.raises(Busy, match="still under way"):
            notifier.send("s", "b", message_id="m")
    for thread in threading.enumerate():
        if thread.name == "notify-1":
            thread.join(10)
