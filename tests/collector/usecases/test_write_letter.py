from __future__ import annotations

from dataclasses import replace

from collector.school import NOW
from schoolwacht_collector.books.alerts import Letter
from schoolwacht_collector.domain.alerts import FLAPPING, Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.message import Bytes, Percent, say
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.usecases.write_letter import LONGEST_BODY, LONGEST_SUBJECT, LetterWriter
from schoolwacht_collector.wording import wording_for

TITLES = {rule.name: rule.title for rule in load_rules()}
WRITER = LetterWriter(wording_for("nl", "Europe/Brussels"), TITLES, "http://school:8080/alerts")


def letter(kind: str = "opened", host: str = "srv-admin", **context: str) -> Letter:
    summary = say("{volume} is {used} full, {free} left", volume="/", used=Percent(97), free=Bytes(3e9))
    advice = say("Empty the bin and the downloads, remove what nobody uses, or move large files elsewhere.")
    finding = Finding(Subject("srv", "/"), Severity.URGENT, summary, advice, 97, 95)
    place = {"host": host, "site": "Zuid", "room": "Serverlokaal", **context}
    alert = Alert(7, "disk_full", finding.subject, AlertState.OPEN, finding, NOW, NOW, NOW, context=place)
    return Letter(1, alert, kind, "mail", 0, "m1")


def test_an_opened_letter_says_what_where_since_when_and_what_to_do() -> None:
    assert WRITER.subject(letter()) == "[dringend] Schijf bijna vol · srv-admin · Serverlokaal"
    assert WRITER.body(letter()) == (
        "/ is 97 % vol, nog 3 GB vrij\n\n"
        "Wat je kunt doen: Maak de prullenbak en de downloads leeg, verwijder wat niemand gebruikt, "
        "of zet grote bestanden elders.\n\n"
        "Toestel: srv-admin\nPlaats: Serverlokaal, Zuid\nGezien sinds: 23/11/2026 10:00\n\n"
        "-- \nSchoolwacht\nAlle meldingen: http://school:8080/alerts\n"
    )


def test_a_solved_letter_asks_for_nothing() -> None:
    told = letter("solved")
    told = replace(told, alert=replace(told.alert, state=AlertState.SOLVED, solved_at=NOW))
    assert WRITER.subject(told).startswith("[opgelost] ")
    assert "Wat je kunt doen" not in WRITER.body(told)
    assert "Opgelost op: 23/11/2026 10:00" in WRITER.body(told)


def test_a_letter_that_comes_late_says_that_it_is_solved_meanwhile() -> None:
    told = letter()
    assert "Opgelost op" in WRITER.body(replace(told, alert=replace(told.alert, solved_at=NOW)))


def test_a_letter_about_something_worse_says_so() -> None:
    assert WRITER.subject(letter("worse")).startswith("[dringend, erger] ")


def test_what_comes_and_goes_is_announced_as_such() -> None:
    assert "Dit komt en gaat" in WRITER.body(letter(**{FLAPPING: "yes"}))


def test_a_host_name_cannot_become_a_header_or_a_second_letter() -> None:
    told = letter(host="pc\r\nBcc: everybody@example.org\r\n\r\nPay here\x00\u202e" + "a" * 9000)
    assert "\n" not in WRITER.subject(told)
    assert len(WRITER.subject(told)) <= LONGEST_SUBJECT
    assert not any(line.startswith(("Bcc:", "Pay here")) for line in WRITER.body(told).splitlines())


def test_a_rule_that_is_gone_is_named_by_its_name() -> None:
    told = letter()
    told = replace(told, alert=replace(told.alert, rule="old_rule", context={}))
    assert WRITER.subject(told) == "[dringend] old_rule · /"


def test_a_digest_has_two_lines_for_each_letter_and_an_end() -> None:
    pile = [letter(), letter("solved"), letter()]
    assert WRITER.digest_subject(pile) == "2 meldingen, 1 opgelost"
    assert WRITER.digest_body(pile).count("nog 3 GB vrij") == 3
    assert len(WRITER.digest_body(pile * 1000)) < LONGEST_BODY + 200
