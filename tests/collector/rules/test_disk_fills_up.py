from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import Course
from schoolwacht_collector.rules.disk_fills_up import RULE, judge, percent_a_day

DAY = timedelta(days=1)


def volume(used: Sequence[float | None], kind: DeviceClass = DeviceClass.SERVER, **tags: str) -> Course:
    """One value a day until today; None is a day on which the machine was off."""
    points = tuple(
        (NOW - DAY * (len(used) - 1 - place), value) for place, value in enumerate(used) if value is not None
    )
    tags = {"path": "/srv", "fstype": "ext4", "mode": "rw", **tags}
    return Course(device("srv", device_class=kind), tags, {"disk.used_percent": points} if points else {})


def line(start: float, a_day: float, days: int = 15) -> list[float]:
    return [start + a_day * day for day in range(days)]


def findings(course: Course) -> list[Finding]:
    return [one for one in judge(course, RULE.limits, NOW) if isinstance(one, Finding)]


EXAMPLE = Example(
    raised=volume(line(60, 2)),
    kept=volume(line(60, 1.4)),
    well=volume(line(60, 0)),
    unknown=[volume(line(60, 2, days=6)), volume([])],
)


def test_a_volume_that_will_be_full_in_six_days_is_a_warning() -> None:
    (finding,) = findings(volume(line(60, 2)))
    assert (finding.severity, finding.opens, finding.subject) == (Severity.WARNING, True, Subject("srv", "/srv"))
    assert finding.value == pytest.approx(6)


def test_in_less_than_three_days_it_is_urgent() -> None:
    (finding,) = findings(volume(line(45, 3.5)))
    assert finding.severity is Severity.URGENT


@pytest.mark.parametrize("kind", [DeviceClass.SPARE, DeviceClass.LOAN, DeviceClass.TROLLEY])
def test_a_laptop_in_a_trolley_can_wait(kind: DeviceClass) -> None:
    (finding,) = findings(volume(line(45, 3.5), kind))
    assert finding.severity is Severity.WARNING


def test_what_has_three_weeks_is_no_news_and_between_two_and_three_none_opens() -> None:
    assert findings(volume(line(50, 1))) == []
    (finding,) = findings(volume(line(60, 1.4)))
    assert not finding.opens


@pytest.mark.parametrize("at", range(1, 15))
@pytest.mark.parametrize("height", [5, 30, 50])
def test_one_large_file_is_no_trend_on_whichever_day_it_came(at: int, height: float) -> None:
    noise = random.Random(at)  # noqa: S311 - noise in a test
    used = [40 + noise.uniform(-0.05, 0.05) + (height if day >= at else 0) for day in range(15)]
    assert findings(volume(used)) == []


def test_a_file_that_came_and_went_hides_no_growth() -> None:
    used = line(60, 2)
    used[7] += 20
    (finding,) = findings(volume(used))
    assert finding.value == pytest.approx(6, abs=1)


def test_a_jump_hides_no_growth_and_makes_none_faster() -> None:
    used = [value + (10 if day >= 5 else 0) for day, value in enumerate(line(50, 2))]
    (finding,) = findings(volume(used))
    assert finding.value == pytest.approx((100 - 88) / 2, abs=0.5)


def test_two_large_files_are_no_trend_either() -> None:
    assert findings(volume([40.0] * 4 + [55.0] * 5 + [70.0] * 6)) == []


def test_what_stopped_growing_a_week_ago_is_no_trend() -> None:
    assert findings(volume(line(30, 6, days=8) + [72.0] * 7)) == []


def test_a_bin_that_was_emptied_yesterday_ends_it() -> None:
    assert findings(volume([*line(60, 2, days=14), 40.0])) == []


def test_growth_on_school_days_only_counts_too() -> None:
    used: list[float | None] = []
    level = 55.0
    for day in range(15):
        weekend = (NOW - DAY * (14 - day)).weekday() > 4
        level += 0 if weekend else 2.5
        used.append(None if weekend else level)
    (finding,) = findings(volume(used))
    assert finding.opens


def test_too_few_days_say_nothing() -> None:
    for used in ([60.0] * 6, line(60, 5, days=6), [*line(60, 3, days=5), *[None] * 8, 80.0, 83.0]):
        (unsure,) = judge(volume(used), RULE.limits, NOW)
        assert unsure == Unsure(Subject("srv", "/srv"))


def test_a_volume_that_is_called_full_already_is_told_again_only_when_days_are_left() -> None:
    assert findings(volume(line(87, 0.5))) == []  # 94 %, twelve days
    (finding,) = findings(volume(line(62, 2.3)))  # 94 %, under three days
    assert finding.severity is Severity.URGENT


def test_what_nobody_can_write_to_does_not_fill_up() -> None:
    assert findings(volume(line(60, 2), mode="ro")) == findings(volume(line(60, 2), fstype="iso9660")) == []


def test_a_shrinking_volume_has_no_slope() -> None:
    course = volume(line(90, -2))
    assert percent_a_day(course.lines["disk.used_percent"]) == 0.0


def test_more_than_full_is_full_today() -> None:
    (finding,) = findings(volume(line(59, 3)))  # ends at 101 %
    assert finding.value == 0.0
