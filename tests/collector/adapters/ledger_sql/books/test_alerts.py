"""Alerts and limits that are otherwise somewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collector.adapters.ledger_sql.things import NOW, alert, finding, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.domain.alerts import Alert, AlertState, Severity
from schoolwacht_collector.domain.message import Bytes, Lasting, Moment, say
from schoolwacht_collector.domain.rule import LimitOverride


def test_an_alert_reads_back_as_it_was_added(books: SqlBooks) -> None:
    summary = say("{a} {b} {c}", a=Bytes(3), b=Moment(NOW), c=Lasting(9.5))
    full = alert(
        "pc-1",
        AlertState.SOLVED,
        finding=replace(finding(), summary=summary, severity=Severity.URGENT, opens=False),
        opened_at=later(1),
        last_true=later(2),
        solved_at=later(3),
        acknowledged_by="els",
        acknowledged_at=later(4),
        note="besteld",
        context={"room": "lok-12"},
    )
    added = books.alerts.add(full)
    assert added == replace(full, alert_id=added.alert_id)
    assert books.alerts.get(added.alert_id) == added
    assert books.alerts.get(added.alert_id + 1) is None


def test_pending_and_open_alerts_live(books: SqlBooks) -> None:
    added = [books.alerts.add(alert("pc-1", state)) for state in AlertState]
    assert [one.state for one in books.alerts.living()] == [AlertState.PENDING, AlertState.OPEN]
    assert [one.alert_id for one in books.alerts.living()] == [one.alert_id for one in added[:2]]


def test_open_alerts_are_listed_before_solved_ones_and_newest_first(books: SqlBooks) -> None:
    for name, state, minutes in [
        ("a", AlertState.SOLVED, 9),
        ("b", AlertState.OPEN, 1),
        ("c", AlertState.PENDING, 5),
        ("d", AlertState.OPEN, 2),
        ("e", AlertState.SOLVED, 3),
    ]:
        books.alerts.add(alert(name, state, opened_at=None if name == "c" else later(minutes)))
    assert names(*books.alerts.listed(open_only=False)) == "d b a e"
    assert names(*books.alerts.listed(open_only=True)) == "d b"
    assert names(*books.alerts.listed(open_only=False, at_most=3)) == "d b a"
    assert names(*books.alerts.listed(open_only=False, device_id="id-e")) == "e"


def test_changes_set_what_they_name_and_nothing_else(books: SqlBooks) -> None:
    added = books.alerts.add(alert())
    worse = finding(value=98.0)
    changes = {"state": AlertState.OPEN, "opened_at": later(1), "finding": worse, "note": "gezien"}
    books.alerts.change(added.alert_id, changes)
    expected = replace(added, state=AlertState.OPEN, opened_at=later(1), finding=worse, note="gezien")
    assert books.alerts.get(added.alert_id) == expected
    books.alerts.change(added.alert_id, {})
    assert books.alerts.get(added.alert_id) == expected


def test_a_change_of_an_unknown_field_is_refused_by_name(books: SqlBooks) -> None:
    with pytest.raises(ValueError, match="colour"):
        books.alerts.change(1, {"colour": "red"})


def test_only_a_pending_alert_can_be_dropped(books: SqlBooks) -> None:
    pending, opened = (books.alerts.add(alert("pc-1", state)) for state in (AlertState.PENDING, AlertState.OPEN))
    for one in (pending, opened):
        books.alerts.drop(one.alert_id)
    assert (books.alerts.get(pending.alert_id), books.alerts.get(opened.alert_id)) == (None, opened)


def test_the_number_of_a_dropped_alert_is_never_given_again(books: SqlBooks) -> None:
    dropped = books.alerts.add(alert())
    books.alerts.drop(dropped.alert_id)
    assert books.alerts.add(alert()).alert_id > dropped.alert_id


def test_an_alert_about_the_whole_school_has_no_device(books: SqlBooks) -> None:
    added = books.alerts.add(alert(""))
    assert added.subject.device_id == ""
    assert books.alerts.living() == [added]


def test_a_limit_is_set_once_for_each_place(books: SqlBooks) -> None:
    room = LimitOverride("disk_full", "percent", 80.0, "room", "lok-12")
    site = LimitOverride("disk_full", "percent", 85.0, "site", "Kerkstraat")
    for one in (room, site, replace(room, value=70.0)):
        books.alerts.override(one)
    assert books.alerts.overrides() == [replace(room, value=70.0), site]


def test_a_limit_is_taken_away_once(books: SqlBooks) -> None:
    books.alerts.override(LimitOverride("disk_full", "percent", 80.0, "room", "lok-12"))
    answers = [books.alerts.remove_override("disk_full", "percent", "room", "lok-12") for _ in range(2)]
    assert (answers, books.alerts.overrides()) == ([True, False], [])


def names(*alerts: Alert) -> str:
    return " ".join(one.subject.device_id.removeprefix("id-") for one in alerts)
