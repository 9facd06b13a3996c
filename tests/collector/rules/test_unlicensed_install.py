from __future__ import annotations

from collector.rules.example import Example
from collector.school import NOW
from schoolwacht_collector.domain.alerts import Finding
from schoolwacht_collector.domain.licences import Install, SeatCount
from schoolwacht_collector.rules.unlicensed_install import RULE, judge


def count(rooms: list[str], seats: int | None, expired: int = 0) -> SeatCount:
    installs = tuple(
        Install("Paint Ten", str(n), f"pc{n}", "Zuid", room, "Paint Ten", "1") for n, room in enumerate(rooms)
    )
    return SeatCount("Paint Ten", "Ten", installs, seats, expired)


def findings(rooms: list[str], seats: int | None, expired: int = 0) -> list[Finding]:
    return list(judge(count(rooms, seats, expired), RULE.limits, NOW))


EXAMPLE = Example(raised=count(["A1", "B2"], 1), well=count(["A1", "B2"], 2))


def test_installs_beyond_the_seats_are_told_with_their_rooms() -> None:
    (finding,) = findings(["B2", "A1", "A1"], 1)
    assert (finding.value, finding.subject.device_id, finding.subject.part) == (2, "", "Paint Ten")
    assert dict(finding.summary.values) == {"title": "Paint Ten", "short": 2, "installed": 3, "rooms": "A1, B2"}


def test_enough_seats_are_no_news() -> None:
    assert findings(["A1", "B2"], 2) == findings(["A1"], None) == []


def test_no_machine_and_no_person_is_named() -> None:
    (finding,) = findings(["A1"], 0)
    assert "pc0" not in str(finding)


def test_many_rooms_are_cut_short() -> None:
    (finding,) = findings([f"A{n}" for n in range(9)], 0)
    assert str(finding.summary.values["rooms"]).endswith("A5, …")


def test_an_expired_licence_is_to_be_renewed() -> None:
    (finding,) = findings(["A1"], 0, expired=5)
    assert "renew" in finding.advice.template
