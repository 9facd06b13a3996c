from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Percent
from schoolwacht_collector.domain.rule import Course, DeviceAnswers, DeviceRow, LatestValues
from schoolwacht_collector.rules.disk_failing import RULE, covers, judge, worth

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TAGS = {"device": "sda", "model": "Tester 1000"}
N, W, U = Severity.NOTICE, Severity.WARNING, Severity.URGENT


def disk(
    fields: Mapping[str, float] | None = None,
    *,
    past: Mapping[str, Sequence[tuple[timedelta, float]]] | None = None,
    verdict: str | None = None,
    reason: str = "",
    healthy: bool | None = True,
    kind: DeviceClass = DeviceClass.SERVER,
) -> DeviceAnswers:
    """Numbers of now (None: they could not be read), numbers of so long ago, and the row of the disk."""
    machine = device("srv", device_class=kind)
    told = {} if healthy is None else {"health_ok": float(healthy)}
    values = () if fields is None else (LatestValues(machine, TAGS, {**told, **fields}, NOW),)
    lines = {
        f"smart_device.{name}": tuple((NOW - ago, n) for ago, n in points) for name, points in (past or {}).items()
    }
    cells = {"device": "/dev/sda", "model": "Tester 1000", "kind": "hdd", "verdict": verdict, "reason": reason}
    rows = () if verdict is None else (DeviceRow(machine, cells, NOW, NOW),)
    return DeviceAnswers(machine, values, rows, courses=(Course(machine, TAGS, lines),) if past is not None else None)


def findings(answers: DeviceAnswers) -> list[Finding]:
    return [one for one in judge(answers, RULE.limits, NOW) if isinstance(one, Finding)]


def still(value: float) -> list[tuple[timedelta, float]]:
    return [(8 * DAY - HOUR, value), (4 * DAY, value), (2 * HOUR, value), (HOUR, value)]


EXAMPLE = Example(
    raised=disk({"reallocated_sectors_count": 5}),
    well=disk({"reallocated_sectors_count": 0}, verdict="passed"),
    unknown=[disk(verdict="unknown"), disk({"temp_c": 40}, healthy=None)],
)


@pytest.mark.parametrize(
    ("field", "count", "past", "severity"),
    [
        # 1: pending sectors; a count that stands still for a week is kept, not opened
        ("pending_sector_count", 1, still(0), W),
        ("pending_sector_count", 2, still(2), None),
        ("pending_sector_count", 7, still(7), None),
        ("pending_sector_count", 8, still(8), U),
        ("pending_sector_count", 3, [(3 * DAY, 0), (2 * DAY, 1), (DAY, 2)], U),
        # 2: uncorrectable
        ("uncorrectable_sector_count", 1, still(1), W),
        ("uncorrectable_sector_count", 2, still(2), U),
        # 3: reported uncorrectable
        ("uncorrectable_errors", 1, still(1), W),
        ("uncorrectable_errors", 2, still(1), U),
        ("uncorrectable_errors", 3, still(3), U),
        # 4: reallocated
        ("reallocated_sectors_count", 1, still(1), N),
        ("reallocated_sectors_count", 2, still(1), W),
        ("reallocated_sectors_count", 4, still(4), W),
        ("reallocated_sectors_count", 69, still(69), W),
        ("reallocated_sectors_count", 70, still(70), U),
        ("reallocated_sectors_count", 15, still(5), U),
        # 5: command timeouts, by rate; and Seagate's history in them
        ("command_timeout", 400, still(400), "well"),
        ("command_timeout", 404, still(400), None),
        ("command_timeout", 405, still(400), W),
        ("command_timeout", 500, still(400), U),
        ("command_timeout", 500, [(20 * HOUR, 400), (10 * HOUR, 450)], W),
        # 6: the cable
        ("udma_crc_errors", 5000, still(5000), "well"),
        ("udma_crc_errors", 109, still(100), None),
        ("udma_crc_errors", 110, still(100), W),
        # 7: mechanics
        ("spin_retry_count", 3, still(3), "well"),
        ("spin_retry_count", 1, still(0), U),
        ("end_to_end_error", 1, still(0), U),
        # 9: wear
        ("percentage_used", 64, still(64), "well"),
        ("percentage_used", 66, still(66), None),
        ("percentage_used", 70, still(70), N),
        ("percentage_used", 80, still(80), W),
        ("percentage_used", 95, still(95), U),
        ("percentage_used", 140, still(140), U),
        ("percentage_used", 75, still(72), W),  # 25 left, three a week
        ("percentage_used", 75, still(74), N),  # one step says nothing about the pace
        ("percentage_used", 12, still(9), "well"),
        # 11: media errors of NVMe disks
        ("media_errors", 40, still(40), "well"),
        ("media_errors", 41, still(40), W),
        ("media_errors", 3, [(3 * DAY, 0), (2 * DAY, 1), (DAY, 2)], U),
    ],
)
def test_each_counter_has_its_levels(
    field: str, count: float, past: list[tuple[timedelta, float]], severity: Severity | str | None
) -> None:
    found = findings(disk({field: count}, past={field: past}))
    if severity == "well":
        assert found == []
    else:
        (finding,) = found
        assert finding.subject == Subject("srv", "sda")
        assert (finding.severity if finding.opens else None) == severity


@pytest.mark.parametrize("field", ["pending_sector_count", "command_timeout", "udma_crc_errors", "spin_retry_count"])
def test_the_first_count_is_the_baseline_and_no_rise(field: str) -> None:
    assert not any(finding.opens for finding in findings(disk({field: 5}, past={})))
    assert not any(finding.opens for finding in findings(disk({field: 5})))  # the store is away


def test_another_disk_in_the_same_place_begins_anew() -> None:
    old = [(3 * DAY, 900), (2 * DAY, 0), (DAY, 0)]
    assert findings(disk({"udma_crc_errors": 0}, past={"udma_crc_errors": old})) == []
    (finding,) = findings(disk({"udma_crc_errors": 12}, past={"udma_crc_errors": old}))
    assert finding.value == 12


def test_the_past_of_another_model_in_the_same_place_does_not_count() -> None:
    answers = disk({"spin_retry_count": 4}, past={"spin_retry_count": still(4)})
    elsewhere = Course(
        answers.device, {"device": "sda", "model": "Other"}, {"smart_device.spin_retry_count": ((NOW - DAY, 0.0),)}
    )
    assert answers.courses is not None
    both = DeviceAnswers(answers.device, answers.values, courses=(elsewhere, *answers.courses))
    assert findings(both) == []


@pytest.mark.parametrize(
    ("spare", "least", "severity"), [(100, 10, None), (21, 10, None), (20, 10, W), (11, 10, W), (10, 10, U), (3, 10, U)]
)
def test_spare_places_are_judged_by_the_disks_own_threshold(
    spare: float, least: float, severity: Severity | None
) -> None:
    found = findings(disk({"available_spare": spare, "available_spare_threshold": least}))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(("warning", "severity"), [(0, None), (0b1, U), (0b100, U), (0b10, W), (0b11, U)])
def test_a_critical_warning_is_urgent_and_heat_a_warning(warning: int, severity: Severity | None) -> None:
    found = findings(disk({"critical_warning": warning}))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_its_own_verdict_counts_from_numbers_and_from_the_table() -> None:
    for answers in (disk({}, healthy=False), disk(verdict="failed", reason="pre-EOL 0x03")):
        (finding,) = findings(answers)
        assert finding.severity is U
    assert findings(disk(verdict="failed", reason="pre-EOL 0x03"))[0].summary.values["reason"] == "pre-EOL 0x03"
    assert findings(disk({}, healthy=True, verdict="failed")) == [], "the row may be of yesterday"


def test_unknown_is_neither_good_nor_bad() -> None:
    for answers in (disk(verdict="unknown"), disk({"temp_c": 30}, healthy=None, verdict="unknown")):
        assert list(judge(answers, RULE.limits, NOW)) == [Unsure(Subject("srv", "sda"))]
    assert list(judge(disk(verdict="passed"), RULE.limits, NOW)) == []


def test_the_worst_sign_is_told_and_what_to_do_about_it() -> None:
    (finding,) = findings(
        disk({"reallocated_sectors_count": 1, "uncorrectable_sector_count": 2, "udma_crc_errors": 4}, verdict="passed")
    )
    assert finding.severity is U
    assert dict(finding.summary.values) == {"disk": "sda (Tester 1000)", "count": 2}
    assert finding.advice.template.startswith("Copy what matters")


def test_errors_on_the_cable_are_not_blamed_on_the_disk() -> None:
    (finding,) = findings(disk({"udma_crc_errors": 40}, past={"udma_crc_errors": still(10)}))
    assert "cable" in finding.advice.template


def test_a_share_is_written_as_a_share() -> None:
    (finding,) = findings(disk({"percentage_used": 91}))
    assert finding.summary.values["share"] == Percent(91)


def test_nobody_runs_for_a_disk_in_a_cupboard() -> None:
    (finding,) = findings(disk({}, healthy=False, kind=DeviceClass.SPARE))
    assert finding.severity is W


def test_each_disk_is_covered_by_its_short_name() -> None:
    both = disk({"health_ok": 1}, verdict="passed")
    assert list(covers(both)) == [Subject("srv", "sda")]


def test_the_past_matters_only_of_disks_with_a_count() -> None:
    assert worth(disk({"pending_sector_count": 1}))
    assert not worth(disk({"pending_sector_count": 0, "power_on_hours": 9000}))
    assert not worth(disk(verdict="failed"))
