"""A fortnight of the simulated school: every planted fault is found in time, and nothing else is.

Played once, by the command that people use; the table of planted faults is printed (pytest -s, or on failure).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.demonstration.home import MARK
from schoolwacht_collector.demonstration.timetable import QUIET_STEP
from schoolwacht_collector.domain.alerts import Alert, AlertState
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.school_calendar import flemish_calendar
from schoolwacht_simulator.faults import PlantedFault
from schoolwacht_simulator.school import School, plan_school

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

DEVICES, SEED, DAYS = 60, 7, 15
FEWEST_RULES = 12


@dataclass
class Played:
    """What a play left behind."""

    home: Path
    school: School
    ends: datetime
    devices: dict[str, Device]
    alerts: list[Alert]

    def of(self, fault: PlantedFault) -> list[Alert]:
        """The alerts that this fault explains."""
        return [alert for alert in self.alerts if explains(fault, alert, self.devices)]


def explains(fault: PlantedFault, alert: Alert, devices: dict[str, Device]) -> bool:
    """Whether an alert is about a fault: the same subject, and a rule that must or may find it."""
    if alert.rule not in (*fault.rules, *fault.also):
        return False
    device = devices.get(alert.subject.device_id)
    if not fault.subject:
        return device is None and fault.about.casefold().startswith(alert.subject.part.casefold())
    if device is None:
        return fault.subject in alert.subject.part
    return fault.subject in {device.host, device.room}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    home = tmp_path_factory.mktemp("demo") / "home"
    words = ["demo", "--once", "--devices", str(DEVICES), "--seed", str(SEED), "--days", str(DAYS), "--home", str(home)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLWACHT_")}
    done = subprocess.run(
        [sys.executable, "-m", "schoolwacht_collector", *words],
        env=kept, capture_output=True, text=True, check=False, timeout=850,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    print(done.stdout)
    begins = datetime.fromisoformat(json.loads((home / MARK).read_text())["begins"])
    calendar = flemish_calendar(begins.date())
    school = plan_school(DEVICES, SEED, begins, calendar.is_school_day)
    with SqlLedger(home / "ledger.db") as ledger:
        devices, alerts = ledger.read(
            lambda books: (
                {device.device_id: device for device in books.devices.all()},
                books.alerts.listed(open_only=False, at_most=100_000),
            )
        )
        yield Played(home, school, begins + timedelta(days=DAYS), devices, list(alerts))


def test_every_planted_fault_is_found_in_time(played: Played) -> None:
    missed = []
    print(f"\n{'planted fault':<36}{'where':<24}{'rule':<20}found after (at latest)")
    for fault in played.school.faults:
        found = {alert.rule: alert for alert in sorted(played.of(fault), key=opened, reverse=True)}
        for rule in fault.rules:
            alert = found.get(rule)
            took = opened(alert) - fault.begins if alert else None
            print(f"{fault.name:<36}{fault.subject or 'school':<24}{rule:<20}{took} ({fault.at_latest})")
            due = fault.begins + fault.at_latest + QUIET_STEP
            if (alert is None and due < played.ends) or (alert is not None and opened(alert) > due):
                missed.append((fault.name, rule, took))
        if fault.shows == "device.cloned_at":
            marked = {device.host for device in played.devices.values() if device.cloned_at is not None}
            print(f"{fault.name:<36}{fault.subject:<24}{fault.shows:<20}{'marked' if marked else None}")
            if marked != {fault.subject}:
                missed.append((fault.name, fault.shows, None))
    assert missed == []


def test_no_alert_opens_without_a_planted_cause(played: Played) -> None:
    strange = [
        (alert.rule, alert.context.get("host", ""), alert.subject.part, opened(alert).isoformat())
        for alert in played.alerts
        if not any(explains(fault, alert, played.devices) for fault in played.school.faults)
    ]
    assert strange == []


def test_twelve_rules_and_more_have_something_to_say(played: Played) -> None:
    rules = {alert.rule for alert in played.alerts if alert.state is AlertState.OPEN}
    print(f"{len(rules)} rules: {', '.join(sorted(rules))}")
    assert len(rules) >= FEWEST_RULES


def test_each_machine_is_one_device(played: Played) -> None:
    hosts = sorted(device.host for device in played.devices.values())
    assert hosts == sorted(device.host for device in played.school.devices)
    assert len(hosts) == DEVICES


def opened(alert: Alert) -> datetime:
    """When it opened; pending alerts are not among these."""
    assert alert.opened_at is not None
    return alert.opened_at
