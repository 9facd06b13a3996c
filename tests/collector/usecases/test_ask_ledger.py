from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from collector.school import MINUTE, NOW, TEN, School, calendar, device
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.devices import Certificate
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Severity, room_subject
from schoolwacht_collector.domain.collector_state import CollectorState, OwnCertificate
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.rule import (
    AgentVersions,
    CertificateEnd,
    DeviceRow,
    Latest,
    LatestValues,
    Presence,
    Rows,
    Silence,
)
from schoolwacht_collector.usecases.ask_ledger import (
    SCHOOL,
    Answers,
    Circumstances,
    active_devices,
    ask_certificates,
    ask_latest,
    ask_presence,
    ask_rows,
    ask_versions,
)

DAY = timedelta(days=1)
AROUND = Circumstances(calendar(), TEN, NOW, listening_since=NOW - timedelta(hours=1))


def read(school: School, work: Callable[[Books], Answers]) -> Answers:
    return school.ledger.read(work)


def silences(school: School, asked: Presence | None = None) -> dict[str, Silence]:
    wanted = asked or Presence()
    answers = read(school, lambda books: ask_presence(books, wanted, active_devices(books), AROUND))
    found = [answer for _, answer in answers.found if isinstance(answer, Silence)]
    assert answers.judged == {one.device.device_id for one in found}
    return {one.device.device_id: one for one in found}


def test_silence_is_counted_by_the_clock_in_school_days_and_by_what_could_be_heard(school: School) -> None:
    school.add(device("lap"), heard=NOW - 3 * DAY)
    silence = silences(school)["lap"]
    assert (silence.lasted, silence.listened) == (3 * DAY, timedelta(hours=1))
    assert silence.school_days == 1.0  # Friday from 10:00, the weekend, Monday until 10:00


def test_only_active_devices_are_asked_about(school: School) -> None:
    for state in DeviceState:
        school.add(device(state.value, state=state))
    assert set(school.ledger.read(active_devices)) == {"active"}


def test_who_was_not_heard_lately_may_be_left_out(school: School) -> None:
    school.add(device("on"), heard=NOW - MINUTE)
    school.add(device("off"), heard=NOW - DAY)
    school.add(device("never"), heard=None)
    assert set(silences(school, Presence(heard_within=timedelta(hours=1)))) == {"on"}
    for name in ("on", "off", "never"):
        school.rows(name, "updates", {"apt": {"source": "apt"}})
    for within, here in ((None, {"on", "off", "never"}), (2 * DAY, {"on", "off"}), (MINUTE, {"on"})):
        asked = Rows("updates", heard_within=within)
        answers = read(school, lambda books: ask_rows(books, asked, active_devices(books), AROUND))  # noqa: B023 - at once
        assert answers.judged == here
        rows = [row for _, row in answers.found if isinstance(row, DeviceRow)]
        assert {row.device.device_id for row in rows} == here
        assert all(row.calendar is AROUND.calendar for row in rows)


@pytest.mark.parametrize(("state", "told"), [(AlertState.OPEN, True), (AlertState.PENDING, False)])
def test_a_machine_knows_that_its_room_was_told_about(school: School, state: AlertState, *, told: bool) -> None:
    school.add(device("a", room="A12"))
    school.add(device("b", room="B1"))
    subject = room_subject("Zuid", "A12")
    finding = Finding(subject, Severity.URGENT, say("x"), say("x"), 1, 1)
    school.ledger.write(lambda books: books.alerts.add(Alert(0, "room_silent", subject, state, finding, NOW)))
    assert {name: silence.room_told for name, silence in silences(school).items()} == {"a": told, "b": False}


def test_each_question_says_how_old_its_numbers_may_be(school: School) -> None:
    school.disk(school.add(device("srv")), 50, NOW - timedelta(hours=2))
    for fresh_for, count in ((timedelta(minutes=15), 0), (timedelta(hours=3), 1)):
        asked = Latest("disk", fresh_for)
        answers = read(school, lambda books: ask_latest(books, asked, active_devices(books), NOW))  # noqa: B023 - at once
        assert len([answer for _, answer in answers.found if isinstance(answer, LatestValues)]) == count
        assert len(answers.judged) == count


def test_the_newest_certificate_that_was_not_revoked_counts(school: School) -> None:
    school.add(device("pc"))
    for serial, days, revoked in (("new", 1000, None), ("stolen", 2000, NOW)):
        made = Certificate(serial, "pc", "fp", NOW, NOW + days * DAY, revoked)
        school.ledger.write(lambda books: books.devices.add_certificate(made))  # noqa: B023 - at once
    own = CollectorState(certificates=(OwnCertificate("console", NOW + 5 * DAY),))
    around = Circumstances(calendar(), TEN, NOW, NOW, collector=own)
    answers = read(school, lambda books: ask_certificates(books, active_devices(books), around))
    ends = [answer for _, answer in answers.found if isinstance(answer, CertificateEnd)]
    assert [(end.name, end.expires_at) for end in ends] == [("", NOW + 1000 * DAY), ("console", NOW + 5 * DAY)]
    assert answers.judged == {"pc", SCHOOL}


def test_without_certificates_of_our_own_the_school_is_not_judged(school: School) -> None:
    school.add(device("pc"))
    answers = read(school, lambda books: ask_certificates(books, active_devices(books), AROUND))
    assert answers.judged == {"pc"}


def test_versions_are_of_machines_that_were_heard_this_week_and_told(school: School) -> None:
    school.add(device("new", agent_version="0.2.0"))
    school.add(device("gone", agent_version="0.1.0"), heard=NOW - 8 * DAY)
    school.add(device("mute"))
    around = Circumstances(calendar(), TEN, NOW, NOW, version="0.2.0")
    answers = school.ledger.read(lambda books: ask_versions(active_devices(books), around))
    ((_, versions),) = answers.found
    assert isinstance(versions, AgentVersions)
    assert [machine.device_id for machine in versions.machines] == ["new"]
    assert answers.judged == {SCHOOL, "new"}


def test_without_a_release_of_our_own_nobody_is_outdated_or_up_to_date(school: School) -> None:
    school.add(device("new", agent_version="0.2.0"))
    answers = school.ledger.read(lambda books: ask_versions(active_devices(books), AROUND))
    assert (answers.found, answers.judged) == ((), frozenset())
