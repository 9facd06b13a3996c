from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, School, calendar, device
from schoolwacht_collector.domain.alerts import AlertState, Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import DeviceAnswers, DeviceRow
from schoolwacht_collector.rules.protection_off import RULE, judge

N, W, U = Severity.NOTICE, Severity.WARNING, Severity.URGENT
SERVER, SHARED, LOAN = DeviceClass.SERVER, DeviceClass.SHARED, DeviceClass.LOAN
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Cells = dict[str, Cell]
GOOD: Cells = {"firewall": "on", "root_encrypted": 1, "guest_account": 0}
WATCHES: Cells = {"product": "Guard", "enabled": 1, "up_to_date": 1}
OFF: Cells = {"product": "Guard", "enabled": 0}


def ago(days: int) -> str:
    return (NOW.date() - timedelta(days=days)).isoformat()


def machine(
    settings: Cells | None = GOOD,
    *scanners: Cells,
    kind: DeviceClass = SERVER,
    system: str = "Windows 11",
    since: timedelta = DAY,
) -> DeviceAnswers:
    here = device("pc", device_class=kind, operating_system=system)
    cells = [*([{"kind": "security", **settings}] if settings is not None else ()), *(scanners or (WATCHES,))]
    rows = tuple(DeviceRow(here, dict(one), NOW - since, NOW) for one in cells)
    return DeviceAnswers(here, rows=rows, calendar=calendar())


def judged(asked: DeviceAnswers, now: datetime = NOW) -> dict[str, Finding | Unsure]:
    return {one.subject.part: one for one in judge(asked, RULE.limits, now)}


def found(asked: DeviceAnswers, part: str, now: datetime = NOW) -> tuple[Severity, bool]:
    (finding,) = judged(asked, now).values()
    assert isinstance(finding, Finding)
    assert finding.subject == Subject("pc", part)
    return finding.severity, finding.opens


EXAMPLE = Example(
    raised=machine(GOOD | {"firewall": "off"}),
    kept=machine(GOOD | {"firewall": "partly"}),
    well=machine(),
    unknown=[machine(GOOD | {"firewall": "configured"}), machine(GOOD | {"firewall": None}), machine(None)],
)


@pytest.mark.parametrize(("kind", "severity"), [(SERVER, U), (SHARED, W), (LOAN, W)])
def test_a_scanner_or_firewall_that_is_off_is_urgent_on_a_server_and_a_warning_elsewhere(
    kind: DeviceClass, severity: Severity
) -> None:
    assert found(machine(GOOD, OFF, kind=kind), "antivirus") == (severity, True)
    assert found(machine(GOOD | {"firewall": "off"}, kind=kind), "firewall") == (severity, True)


@pytest.mark.parametrize(("kind", "severity"), [(SERVER, U), (SHARED, N)])
def test_a_guest_account_is_open_to_anybody(kind: DeviceClass, severity: Severity) -> None:
    assert found(machine(GOOD | {"guest_account": 1}, kind=kind), "guest") == (severity, True)


@pytest.mark.parametrize("kind", [LOAN, DeviceClass.TROLLEY])
@pytest.mark.parametrize("bare", [{"root_encrypted": 0}, {"root_encrypted": None, "disk_encryption": "none"}])
def test_encryption_is_asked_of_what_is_carried_around(kind: DeviceClass, bare: Cells) -> None:
    assert found(machine(GOOD | bare, kind=kind), "encryption") == (N, True)
    assert judged(machine(GOOD | bare, kind=SHARED)) == {}


@pytest.mark.parametrize(("since", "opens"), [(11 * HOUR, False), (12 * HOUR, True)])
def test_on_what_is_no_server_it_must_be_so_since_the_evening_before(since: timedelta, *, opens: bool) -> None:
    assert found(machine(GOOD, OFF, kind=SHARED, since=since), "antivirus") == (W, opens)
    assert found(machine(GOOD, OFF, kind=SERVER, since=since), "antivirus") == (U, True)


@pytest.mark.parametrize(("hours", "opens"), [(-1, False), (0, True), (1, False), (120, False)])
def test_what_is_no_server_is_told_of_in_the_daily_round(hours: int, *, opens: bool) -> None:
    asked = machine(GOOD | {"firewall": "off"}, kind=SHARED)
    assert found(asked, "firewall", NOW + hours * HOUR) == (W, opens)


def test_one_scanner_that_watches_is_enough() -> None:
    assert judged(machine(GOOD, OFF, WATCHES | {"product": "Other"})) == {}


@pytest.mark.parametrize(("days", "told"), [(0, False), (6, False), (8, True)])
def test_a_scanner_that_learnt_nothing_for_a_week(days: int, *, told: bool) -> None:
    asked = machine(GOOD, WATCHES | {"signatures_day": ago(days)})
    assert judged(asked) == {} if not told else found(asked, "antivirus") == (U, True)


def test_nobody_learns_in_a_holiday() -> None:
    back = datetime(2027, 1, 4, 9, 0, tzinfo=NOW.tzinfo)
    learnt = WATCHES | {"signatures_day": "2026-12-18"}
    assert judged(machine(GOOD, learnt, kind=SHARED), back) == {}
    assert found(machine(GOOD, learnt, kind=SERVER), "antivirus", back) == (U, True)


def test_a_trolley_that_comes_out_once_a_week_is_given_time() -> None:
    learnt = WATCHES | {"signatures_day": ago(10)}
    assert judged(machine(GOOD, learnt, kind=LOAN)) == {}
    assert found(machine(GOOD, learnt, kind=SHARED), "antivirus") == (W, True)


def test_news_of_tomorrow_is_of_a_wrong_clock() -> None:
    asked = machine(GOOD, WATCHES | {"signatures_day": ago(-30)})
    assert judged(asked) == {"antivirus": Unsure(Subject("pc", "antivirus"))}


def test_a_scanner_that_calls_itself_out_of_date_is_believed() -> None:
    assert found(machine(GOOD, WATCHES | {"up_to_date": 0}), "antivirus") == (U, True)


def test_another_scanner_that_may_know_more_leaves_it_open() -> None:
    stale: Cells = WATCHES | {"up_to_date": 0}
    silent: Cells = {"product": "Other", "enabled": 1}
    assert judged(machine(GOOD, stale, silent)) == {"antivirus": Unsure(Subject("pc", "antivirus"))}


@pytest.mark.parametrize(
    ("system", "keeper"), [("Debian GNU/Linux 13 (trixie)", None), ("Darwin 25.1.0", "macOS"), ("", None)]
)
def test_what_a_system_is_delivered_without_is_not_off(system: str, keeper: Cell) -> None:
    settings: Cells = GOOD | {"firewall": "off", "firewall_by": keeper}
    assert judged(machine(settings, OFF, kind=SHARED, system=system)) == {}


def test_a_firewall_that_was_put_on_linux_and_is_off_is_told() -> None:
    linux, ufw = "Debian GNU/Linux 13 (trixie)", GOOD | {"firewall": "off", "firewall_by": "ufw"}
    assert found(machine(ufw, kind=SHARED, system=linux), "firewall") == (N, True)
    assert found(machine(GOOD | {"firewall": "off"}, kind=SERVER, system=linux), "firewall") == (W, True)


def test_a_machine_that_tells_nothing_of_itself_is_not_known() -> None:
    nothing = DeviceAnswers(device("pc"), rows=(DeviceRow(device("pc"), {"kind": "security"}, NOW, NOW),))
    said = judged(nothing)
    assert {part for part, one in said.items() if isinstance(one, Unsure)} == {"antivirus", "firewall", "guest"}
    assert len(said) == 3


@pytest.mark.parametrize("cell", [None, "", "yes", 7, -1, float("nan")])
def test_what_makes_no_sense_is_neither_good_nor_bad(cell: Cell) -> None:
    odd: Cells = {"firewall": cell, "root_encrypted": cell, "guest_account": cell, "disk_encryption": cell}
    scanner: Cells = {"product": "Guard", "enabled": cell, "up_to_date": cell, "signatures_day": cell}
    assert not [
        one for one in judged(machine(odd, scanner, kind=LOAN)).values() if isinstance(one, Finding) and one.opens
    ]
    assert isinstance(judged(machine(odd, kind=LOAN))["firewall"], Unsure)


def test_a_school_that_reports_no_scanner_raises_nothing(school: School) -> None:
    for number in range(60):
        school.add(device(f"pc{number}", operating_system="Windows 11"))
        school.rows(f"pc{number}", "security", {"security": {"kind": "security", **GOOD}}, NOW - 2 * DAY)
    for minutes in range(0, 30, 10):
        school.tick(NOW + timedelta(minutes=minutes), rules=(RULE,))
    assert school.alerts() == []


def test_a_school_with_one_wrong_setting_is_told_in_one_minute_of_the_day(school: School) -> None:
    wrong = {"security": {"kind": "security", **GOOD, "firewall": "off"}}
    for number in range(60):
        school.add(device(f"pc{number}", operating_system="Windows 11"))
        school.rows(f"pc{number}", "security", wrong, NOW - 2 * DAY + number * timedelta(minutes=9))
    opened = [school.tick(NOW + timedelta(minutes=minutes), rules=(RULE,)).opened for minutes in range(-10, 40, 10)]
    assert [count for count in opened if count] == [60]
    assert {alert.state for alert in school.alerts()} == {AlertState.OPEN}
