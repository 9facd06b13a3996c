from __future__ import annotations

from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.rule import RoomSilence, SiteRooms
from schoolwacht_collector.rules.room_silent import RULE, judge

BUSY = (1.0,) * 10


def room(silent: int, machines: int = 20, usual: tuple[float, ...] | None = BUSY, name: str = "A12") -> RoomSilence:
    return RoomSilence(name, machines, silent, usual)


def site(*rooms: RoomSilence, hours: float = 2, settling: bool = False) -> SiteRooms:
    return SiteRooms("Zuid", rooms, timedelta(hours=hours), settling)


def findings(answer: SiteRooms) -> list[Finding]:
    return list(judge(answer, RULE.limits, NOW))


def opened(answer: SiteRooms) -> list[str]:
    return [finding.subject.part for finding in findings(answer) if finding.opens]


OTHERS = tuple(room(0, name=f"B{n}") for n in range(4))
EXAMPLE = Example(raised=site(room(20), *OTHERS), kept=site(room(12), *OTHERS), well=site(room(3), *OTHERS))


@pytest.mark.parametrize(
    ("answer", "opens"),
    [
        (site(room(20), *OTHERS), True),
        (site(room(16), *OTHERS), True),
        (site(room(15), *OTHERS), False),
        (site(room(20), *OTHERS, hours=1.9), False),
        (site(room(20), *OTHERS, settling=True), False),
        (site(room(4, machines=4), *OTHERS), False),
        (site(room(5, machines=5), *OTHERS), True),
        (site(room(20, usual=None), *OTHERS), False),  # the past could not be read
        (site(room(20, usual=(1.0,) * 4), *OTHERS), False),  # too few mornings to know
        (site(room(20, usual=(1.0,) * 8 + (0.0,) * 2), *OTHERS), False),  # one free morning a week
        (site(room(20, usual=(1.0,) * 9 + (0.0,)), *OTHERS), True),
        (site(room(20, usual=(0.4,) * 10), *OTHERS), False),
    ],
)
def test_a_room_that_is_usually_busy_and_silent_two_hours_into_the_day(answer: SiteRooms, *, opens: bool) -> None:
    assert opened(answer) == ["Zuid/A12"] * opens


def test_it_is_one_urgent_finding_about_the_room() -> None:
    (finding,) = [one for one in findings(site(room(18), *OTHERS)) if one.opens]
    assert (finding.subject, finding.severity) == (Subject("", "Zuid/A12"), Severity.URGENT)
    assert dict(finding.summary.values) == {"silent": 18, "machines": 20, "room": "A12"}


def test_until_half_of_it_is_heard_an_open_alert_stays() -> None:
    assert [finding.opens for finding in findings(site(room(11, usual=None), *OTHERS))] == [False]
    assert findings(site(room(10), *OTHERS)) == []


def test_half_of_the_rooms_are_one_alert_for_the_site() -> None:
    dark = tuple(room(20, name=f"A{n}") for n in range(8))
    assert opened(site(*dark, *OTHERS)) == ["Zuid"]
    assert len(findings(site(*dark, *OTHERS))) == 9, "rooms that were told before are not solved by that"


def test_two_rooms_are_not_a_site() -> None:
    assert opened(site(room(20), room(20, name="A13"))) == ["Zuid/A12", "Zuid/A13"]


def test_the_site_is_well_again_when_most_rooms_are() -> None:
    dark = tuple(room(20, name=f"A{n}") for n in range(2))
    assert all(finding.subject.part != "Zuid" for finding in findings(site(*dark, *OTHERS)))


def test_a_site_without_large_rooms_is_left_alone() -> None:
    assert findings(site(room(3, machines=3))) == findings(site()) == []
