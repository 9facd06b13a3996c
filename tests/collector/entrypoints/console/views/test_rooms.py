from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from collector.entrypoints.console.a_school import NOW, device
from collector.entrypoints.console.pages.test_overview import alert
from schoolwacht_collector.domain.alerts import Severity
from schoolwacht_collector.entrypoints.console.views.rooms import rooms_of

MIDNIGHT = NOW - timedelta(hours=10)


def test_rooms_are_in_the_order_in_which_people_count() -> None:
    devices = [device(number, f"pc{number}", "School", room) for number, room in enumerate(["10", "9", "Bib", "2", ""])]
    assert [room.name for room in rooms_of(devices, [], MIDNIGHT)] == ["", "2", "9", "10", "Bib"]


def test_a_room_tells_how_many_were_seen_today() -> None:
    here = device(1, "a", "School", "1")
    away = replace(device(2, "b", "School", "1"), last_seen=MIDNIGHT - timedelta(seconds=1))
    never = replace(device(3, "c", "School", "1"), last_seen=None)
    (room,) = rooms_of([here, away, never], [], MIDNIGHT)
    assert (room.seen_today, room.devices, room.worst) == (1, 3, "")


def test_a_room_takes_the_colour_of_the_worst_there_and_counts_that() -> None:
    one = device(1, "a", "School", "1")
    severities = (Severity.WARNING, Severity.URGENT, Severity.URGENT, Severity.NOTICE)
    alerts = [alert(number, severity, device_id=one.device_id) for number, severity in enumerate(severities)]
    (room,) = rooms_of([one], alerts, MIDNIGHT)
    assert (room.worst, room.alerts) == ("urgent", 2)


def test_a_notice_leaves_a_room_calm() -> None:
    one = device(1, "a", "School", "1")
    (room,) = rooms_of([one], [alert(1, Severity.NOTICE, device_id=one.device_id)], MIDNIGHT)
    assert room.worst == ""
