from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from collector.school import MINUTE, NOW, School, device
from schoolwacht_collector.domain.alerts import AlertState, Finding, Severity, Subject, room_subject
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.rule import AnyRule, Presence, Rule
from schoolwacht_collector.rules.host_silent import Limits
from schoolwacht_collector.usecases.judge_all import Verdict
from schoolwacht_collector.usecases.settle_alerts import Settled, close_alerts_of, settle_alerts

SRV = Subject("srv", "/")
LATER = NOW + timedelta(hours=3)


def rule(hold: timedelta = timedelta(0), clear: timedelta = timedelta(0)) -> AnyRule:
    return Rule("full", say("t"), say("a."), "s.", Presence(), Limits(), lambda *_: (), hold, clear)


def finding(severity: Severity = Severity.WARNING, *, opens: bool = True, subject: Subject = SRV) -> Finding:
    return Finding(subject, severity, say("full"), say("empty it"), 95.0, 90.0, opens)


def settle(
    school: School, now: datetime, *findings: Finding, of: AnyRule | None = None, judged: bool = True, to: str = "mail"
) -> Settled:
    verdict = Verdict(of or rule(), findings, frozenset({"srv", ""}) if judged else frozenset())
    return school.ledger.write(lambda books: settle_alerts(books, [verdict], to.split(), now))


@pytest.fixture(autouse=True)
def _a_server(school: School) -> None:
    school.add(device("srv", host="srv-admin", room="Serverlokaal"))


def test_one_finding_is_one_alert_one_letter_and_one_mark(school: School) -> None:
    for minutes in range(3):
        settle(school, NOW + minutes * MINUTE, finding(), finding())
    (alert,) = school.alerts()
    assert (alert.state, alert.opened_at, alert.last_true) == (AlertState.OPEN, NOW, NOW + 2 * MINUTE)
    assert school.kinds(LATER) == ["opened"]
    (mark,) = school.marks()
    assert (mark.measurement, dict(mark.fields)) == ("alert", {"state": "open", "value": 95.0})
    assert dict(mark.tags) == {
        "rule": "full",
        "severity": "warning",
        "device_id": "srv",
        "part": "/",
        "host": "srv-admin",
        "site": "Zuid",
        "room": "Serverlokaal",
    }


def test_saying_the_same_twice_changes_nothing(school: School) -> None:
    assert settle(school, NOW, finding()).opened == 1
    assert settle(school, NOW, finding()) == Settled()
    settle(school, NOW + MINUTE)
    assert settle(school, NOW + MINUTE) == Settled()
    assert school.kinds(LATER) == ["opened", "solved"]
    assert [mark.fields["state"] for mark in school.marks()] == ["open", "solved"]


def test_each_notifier_gets_its_letter(school: School) -> None:
    settle(school, NOW, finding(), to="mail chat")
    assert school.kinds(LATER) == ["opened", "opened"]


def test_solved_is_told_only_to_who_was_told_that_it_opened(school: School) -> None:
    settle(school, NOW, finding(), to="mail")
    settle(school, NOW + MINUTE, to="mail chat")
    assert school.kinds(LATER) == ["opened", "solved"]


def test_a_finding_between_the_levels_opens_nothing(school: School) -> None:
    settle(school, NOW, finding(opens=False))
    assert school.alerts() == []
    assert school.ledger.read(lambda books: len(books.alerts.living())) == 0


def test_a_finding_between_the_levels_keeps_an_alert_open(school: School) -> None:
    settle(school, NOW, finding())
    assert settle(school, NOW + MINUTE, finding(opens=False)) == Settled()
    assert school.alerts()[0].state is AlertState.OPEN


def test_a_rule_that_holds_waits_before_it_opens(school: School) -> None:
    patient = rule(hold=10 * MINUTE)
    for minutes in (0, 5, 9):
        settle(school, NOW + minutes * MINUTE, finding(), of=patient)
    assert school.alerts() == []
    settle(school, NOW + 10 * MINUTE, finding(), of=patient)
    assert school.alerts()[0].first_true == NOW


@pytest.mark.parametrize("gone", [(), (finding(opens=False),)])
def test_what_never_opened_is_never_solved(school: School, gone: tuple[Finding, ...]) -> None:
    patient = rule(hold=10 * MINUTE)
    settle(school, NOW, finding(), of=patient)
    settle(school, NOW + MINUTE, *gone, of=patient)
    settle(school, NOW + 11 * MINUTE, finding(), of=patient)
    assert school.alerts() == []
    assert school.kinds(LATER) == []


def test_a_rule_may_ask_that_it_is_gone_for_a_while(school: School) -> None:
    slow = rule(clear=10 * MINUTE)
    settle(school, NOW, finding(), of=slow)
    settle(school, NOW + 9 * MINUTE, of=slow)
    assert school.alerts()[0].state is AlertState.OPEN
    settle(school, NOW + 10 * MINUTE, of=slow)
    assert school.alerts()[0].solved_at == NOW + 10 * MINUTE


def test_no_data_is_never_ok(school: School) -> None:
    settle(school, NOW, finding())
    for days in (1, 30, 300):
        settle(school, NOW + timedelta(days=days), judged=False)
    assert school.alerts()[0].state is AlertState.OPEN


def test_getting_worse_is_told_once(school: School) -> None:
    for minutes, severity in enumerate((Severity.WARNING, Severity.URGENT, Severity.WARNING, Severity.URGENT)):
        settle(school, NOW + minutes * MINUTE, finding(severity))
    assert school.kinds(LATER) == ["opened", "worse"]


def test_every_severity_that_was_marked_open_is_marked_solved(school: School) -> None:
    settle(school, NOW, finding(Severity.WARNING))
    settle(school, NOW + MINUTE, finding(Severity.URGENT))
    settle(school, NOW + 2 * MINUTE)
    marks = [(mark.tags["severity"], mark.fields["state"]) for mark in school.marks()]
    assert sorted(marks) == [("urgent", "open"), ("urgent", "solved"), ("warning", "open"), ("warning", "solved")]


def test_of_two_findings_about_one_thing_the_worse_counts(school: School) -> None:
    settle(school, NOW, finding(Severity.WARNING), finding(Severity.URGENT), finding(Severity.URGENT, opens=False))
    (alert,) = school.alerts()
    assert (alert.finding.severity, alert.finding.opens) == (Severity.URGENT, True)


def test_what_comes_and_goes_is_held_until_an_hour_of_calm(school: School) -> None:
    now = NOW
    for _ in range(6):
        settle(school, now, finding())
        settle(school, now + MINUTE)
        now += 5 * MINUTE
    assert school.kinds(LATER).count("opened") == 4
    assert school.kinds(LATER).count("solved") == 3
    last_true = now - 5 * MINUTE
    settle(school, last_true + timedelta(minutes=59))
    assert school.alerts()[0].state is AlertState.OPEN
    settle(school, last_true + timedelta(minutes=60))
    assert school.kinds(LATER).count("solved") == 4
    assert {alert.state for alert in school.alerts()} == {AlertState.SOLVED}


@pytest.mark.parametrize("state", [DeviceState.RETIRED, DeviceState.REVOKED])
def test_alerts_of_a_retired_device_close_without_a_letter(school: School, state: DeviceState) -> None:
    settle(school, NOW, finding())
    school.ledger.write(lambda books: books.devices.change("srv", {"state": state}))
    assert settle(school, NOW + MINUTE, finding()).closed_quietly == 1
    assert school.kinds(LATER) == ["opened"]
    assert [mark.fields["state"] for mark in school.marks()] == ["open", "solved"]


def test_alerts_of_a_device_can_be_closed_before_it_is_deleted(school: School) -> None:
    settle(school, NOW, finding())
    assert school.ledger.write(lambda books: close_alerts_of(books, "srv", NOW)) == 1
    assert school.marks()[-1].fields["state"] == "solved"


def test_a_finding_about_a_device_that_is_gone_meanwhile_opens_nothing(school: School) -> None:
    settle(school, NOW, finding(subject=Subject("gone")))
    assert school.alerts() == []


def test_an_alert_about_the_school_opens_and_is_solved(school: School) -> None:
    settle(school, NOW, finding(subject=Subject("", "Paint Ten")))
    settle(school, NOW + MINUTE)
    assert school.kinds(LATER) == ["opened", "solved"]
    assert "device_id" not in school.marks()[0].tags


def test_it_opens_again_as_a_new_alert(school: School) -> None:
    settle(school, NOW, finding())
    settle(school, NOW + MINUTE)
    settle(school, NOW + 2 * MINUTE, finding())
    assert len({alert.alert_id for alert in school.alerts()}) == 2


def test_a_clock_that_is_set_back_does_not_keep_an_alert_alive(school: School) -> None:
    slow = rule(clear=10 * MINUTE)
    settle(school, NOW, finding(), of=slow)
    settle(school, NOW - timedelta(days=300), of=slow)
    assert school.alerts()[0].state is AlertState.SOLVED


def test_a_filling_disk_opens_holds_and_is_solved(school: School) -> None:
    number = school.add(device("pc"))
    for minutes, used in enumerate((50, 97, 88, 86, 40)):
        now = NOW + minutes * MINUTE
        school.disk(number, used, now)
        school.tick(now)
    (alert,) = (alert for alert in school.alerts() if alert.rule == "disk_full")
    assert (alert.opened_at, alert.solved_at) == (NOW + MINUTE, NOW + 4 * MINUTE)
    assert school.kinds(LATER) == ["opened", "solved"]


def verdict_of(
    *findings: Finding, seen: frozenset[Subject] | None = None, unsure: frozenset[Subject] = frozenset()
) -> Verdict:
    return Verdict(rule(), findings, frozenset({"srv", ""}), seen=seen, unsure=unsure)


def round_of(school: School, now: datetime, verdict: Verdict) -> Settled:
    return school.ledger.write(lambda books: settle_alerts(books, [verdict], ["mail"], now))


NOTHING = frozenset({Subject("srv", "/other")})
DAY = timedelta(days=1)


def test_a_volume_that_is_missing_for_less_than_a_day_keeps_its_alert(school: School) -> None:
    round_of(school, NOW, verdict_of(finding()))
    for hours in (1, 12, 24):
        assert round_of(school, NOW + timedelta(hours=hours), verdict_of(seen=NOTHING)) == Settled()
    assert round_of(school, NOW + timedelta(hours=25), verdict_of(seen=NOTHING)).solved == 1


def test_a_volume_that_comes_back_begins_to_be_missing_anew(school: School) -> None:
    round_of(school, NOW, verdict_of(finding()))
    round_of(school, NOW + MINUTE, verdict_of(seen=NOTHING))
    round_of(school, NOW + 20 * timedelta(hours=1), verdict_of(finding(opens=False)))
    assert round_of(school, NOW + 30 * timedelta(hours=1), verdict_of(seen=NOTHING)) == Settled()
    assert round_of(school, NOW + 53 * timedelta(hours=1), verdict_of(seen=NOTHING)) == Settled()
    assert round_of(school, NOW + 54 * timedelta(hours=1), verdict_of(seen=NOTHING)).solved == 1


def test_a_machine_that_is_off_does_not_count_as_missing_its_volume(school: School) -> None:
    round_of(school, NOW, verdict_of(finding()))
    for days in range(1, 9):
        settle(school, NOW + days * DAY, judged=False)
    assert round_of(school, NOW + 9 * DAY, verdict_of(seen=NOTHING)) == Settled(), "its stick is mounted a minute later"


def test_a_volume_that_is_seen_and_well_is_solved(school: School) -> None:
    round_of(school, NOW, verdict_of(finding()))
    assert round_of(school, NOW + MINUTE, verdict_of(seen=frozenset({SRV}))).solved == 1


def test_what_a_rule_cannot_tell_about_stays(school: School) -> None:
    round_of(school, NOW, verdict_of(finding()))
    for days in (1, 10, 100):
        assert round_of(school, NOW + days * DAY, verdict_of(unsure=frozenset({SRV}))) == Settled()
    assert round_of(school, NOW + 101 * DAY, verdict_of(seen=NOTHING)) == Settled()


def test_what_never_opened_and_is_missing_is_forgotten(school: School) -> None:
    patient = Verdict(rule(hold=10 * MINUTE), (finding(),), frozenset({"srv"}))
    round_of(school, NOW, patient)
    round_of(school, NOW + MINUTE, replace(patient, findings=(), seen=NOTHING))
    assert school.ledger.read(lambda books: len(books.alerts.living())) == 0


def test_a_night_in_between_does_not_count_as_lasting(school: School) -> None:
    patient = rule(hold=timedelta(hours=2))
    settle(school, NOW, finding(), of=patient)
    settle(school, NOW + 15 * timedelta(hours=1), finding(), of=patient)  # the machine was off
    assert school.alerts() == []
    for minutes in (60, 120):
        settle(school, NOW + timedelta(hours=15, minutes=minutes), finding(), of=patient)
    assert school.alerts()[0].first_true == NOW + timedelta(hours=15)


def test_a_weekend_in_between_does_not_count_as_calm(school: School) -> None:
    slow = rule(clear=DAY)
    settle(school, NOW, finding(), of=slow)
    monday = NOW + 3 * DAY
    settle(school, monday, of=slow)
    settle(school, monday + 23 * timedelta(hours=1), of=slow)
    assert school.alerts()[0].state is AlertState.OPEN
    settle(school, monday + DAY, of=slow)
    assert school.alerts()[0].state is AlertState.SOLVED


def test_an_alert_about_a_room_opens_stays_at_night_and_is_solved(school: School) -> None:
    room = room_subject("Zuid", "A12")
    settle(school, NOW, finding(Severity.URGENT, subject=room))
    settle(school, NOW + timedelta(hours=12), judged=False)
    assert school.alerts()[0].state is AlertState.OPEN
    settle(school, NOW + DAY)
    assert school.kinds(NOW + 9 * DAY) == ["opened", "solved"]


def test_a_dark_room_is_one_alert_and_not_twenty_more_after_two_weeks(school: School) -> None:
    for number in range(6):
        school.add(device(f"a{number}", room="A12"), heard=NOW - 40 * DAY)
    room = room_subject("Zuid", "A12")
    settle(school, NOW, finding(Severity.URGENT, subject=room))
    school.tick(NOW + MINUTE)
    assert {alert.rule for alert in school.alerts()} == {"full"}
    settle(school, NOW + 2 * MINUTE)  # the room is back, its machines are not
    school.tick(NOW + 3 * MINUTE)
    assert [alert.rule for alert in school.alerts()].count("host_silent") == 6
