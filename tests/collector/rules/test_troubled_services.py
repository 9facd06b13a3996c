from __future__ import annotations

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import DeviceRow
from schoolwacht_collector.rules.troubled_services import RULE, judge


def service(
    state: Cell, kind: DeviceClass = DeviceClass.SERVER, *, name: Cell = "smbd", reason: Cell = None
) -> DeviceRow:
    cells = {"service": name, "state": state, "reason": reason}
    return DeviceRow(device("srv", device_class=kind), cells, NOW, NOW)


def judged(row: DeviceRow) -> list[Finding | Unsure]:
    return list(judge(row, RULE.limits, NOW))


EXAMPLE = Example(
    raised=service("failed"),
    kept=service("stopped"),
    well=service("failed", DeviceClass.SHARED),  # such a row of a server simply goes
    unknown=[service(None)],
)


@pytest.mark.parametrize("reason", [None, "exit-code"])
def test_a_service_of_a_server_that_failed_is_a_warning(reason: str | None) -> None:
    (finding,) = judged(service("failed", reason=reason))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.opens, finding.subject) == (Severity.WARNING, True, Subject("srv", "smbd"))
    assert finding.summary.values.get("reason") == reason


def test_one_that_is_stopped_may_be_stopped_on_purpose() -> None:
    (finding,) = judged(service("stopped"))
    assert isinstance(finding, Finding)
    assert not finding.opens


@pytest.mark.parametrize("kind", [one for one in DeviceClass if one is not DeviceClass.SERVER])
def test_on_other_machines_it_is_no_news(kind: DeviceClass) -> None:
    assert judged(service("failed", kind)) == []


@pytest.mark.parametrize("state", [None, "", 3, "running"])
def test_a_state_that_is_not_known_is_neither_good_nor_bad(state: Cell) -> None:
    assert judged(service(state)) == [Unsure(Subject("srv", "smbd"))]


@pytest.mark.parametrize("name", [None, "", 5])
def test_a_service_without_a_name_is_left_alone(name: Cell) -> None:
    assert judged(service("failed", name=name)) == []
