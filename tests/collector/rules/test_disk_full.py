from __future__ import annotations

import pytest

from collector.rules.example import Example
from collector.school import GB, NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity
from schoolwacht_collector.domain.rule import LatestValues
from schoolwacht_collector.rules.disk_full import RULE, Limits, judge


def volume(used: float, free: float = 3 * GB, **tags: str) -> LatestValues:
    tags = {"path": "/home", "fstype": "ext4", "mode": "rw", **tags}
    return LatestValues(device("srv"), tags, {"used_percent": used, "free": free}, NOW)


def findings(used: float, free: float = 3 * GB, limits: Limits | None = None, **tags: str) -> list[Finding]:
    return list(judge(volume(used, free, **tags), limits or RULE.limits, NOW))


EXAMPLE = Example(raised=volume(92), kept=volume(87), well=volume(60))


def test_a_volume_at_ninety_percent_is_not_full_yet() -> None:
    assert not any(finding.opens for finding in findings(90.0))


def test_above_ninety_percent_is_a_warning() -> None:
    (finding,) = findings(90.1)
    assert (finding.severity, finding.opens, finding.subject.part) == (Severity.WARNING, True, "/home")


def test_above_ninety_five_percent_with_little_room_is_urgent() -> None:
    (finding,) = findings(95.1, free=4.9 * GB)
    assert finding.severity is Severity.URGENT


def test_above_ninety_five_percent_of_a_large_volume_is_a_warning() -> None:
    (finding,) = findings(96, free=80 * GB)
    assert finding.severity is Severity.WARNING


def test_between_the_levels_an_open_alert_stays_and_none_opens() -> None:
    (finding,) = findings(87)
    assert not finding.opens


def test_at_the_clear_level_there_is_nothing() -> None:
    assert findings(85) == []


@pytest.mark.parametrize("fstype", ["iso9660", "squashfs", "UDF"])
def test_a_dvd_is_not_a_full_disk(fstype: str) -> None:
    assert findings(100, free=0, fstype=fstype) == []


def test_a_volume_nobody_can_write_to_is_not_a_full_disk() -> None:
    assert findings(100, free=0, mode="ro") == []


def test_the_firmware_partition_is_left_alone() -> None:
    assert findings(99, path="/boot/efi", fstype="vfat") == []


def test_a_full_boot_volume_gets_advice_about_kernels() -> None:
    (finding,) = findings(93, path="/boot")
    assert "kernels" in finding.advice.template


def test_a_measurement_without_its_numbers_says_nothing() -> None:
    assert list(judge(LatestValues(device("srv"), {"path": "/"}, {"used_percent": 99}, NOW), Limits(), NOW)) == []


def test_a_school_may_be_stricter() -> None:
    (finding,) = findings(81, limits=Limits(warning_percent=80, clear_percent=75))
    assert finding.opens
