"""What machines say is never trusted: no rule on inventory tables raises, whatever is in a cell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from collector.school import NOW, calendar, device
from schoolwacht_collector.domain.alerts import Finding, Unsure
from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import from_json, to_json
from schoolwacht_collector.domain.rule import AnyRule, DeviceAnswers, DeviceRow, Several
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.wording import wording_for

RULES = [
    rule
    for rule in load_rules()
    if rule.name
    in {
        "file_system_errors", "machine_crashes", "memory_errors", "os_support_ended", "protection_off",
        "raid_degraded", "troubled_services",
    }
]  # fmt: skip
WORDS = (
    "os", "security", "md", "kernel_crash", "unclean_start", "ok", "failed", "degraded", "rebuilding", "errors",
    "read_only", "off", "partly", "none", "ended", "longer", "supported", "2025-10-14", "2028-10-10", "9999-12-31",
)  # fmt: skip
COLUMNS = (
    "kind", "name", "state", "members", "missing", "device", "errors", "last_error", "place", "label", "corrected",
    "uncorrected", "count_7d", "product", "release", "ends", "longer", "longer_by", "service", "reason", "enabled",
    "up_to_date", "signatures_day", "firewall", "firewall_by", "root_encrypted", "disk_encryption", "guest_account",
)  # fmt: skip
CELLS: some.SearchStrategy[Cell] = some.one_of(
    some.none(), some.integers(), some.floats(), some.text(max_size=12), some.sampled_from(WORDS), some.booleans()
)
ROWS = some.lists(some.dictionaries(some.sampled_from(COLUMNS), CELLS), min_size=1, max_size=4)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@settings(max_examples=100, deadline=None)
@given(tables=ROWS, device_class=some.sampled_from(DeviceClass), days=some.integers(-400, 400))
def test_no_cell_makes_a_rule_raise(
    rule: AnyRule, tables: list[dict[str, Cell]], device_class: DeviceClass, days: int
) -> None:
    here = device("srv", device_class=device_class, operating_system="Windows 11")
    seen = NOW + timedelta(days=days)  # a wrong clock may say that it was seen next year
    rows = tuple(DeviceRow(here, cells, seen, seen, calendar()) for cells in tables)
    whole = DeviceAnswers(here, rows=rows, calendar=calendar())
    answers = [whole] if isinstance(rule.question, Several) else rows
    dutch = wording_for("nl")
    for answer in answers:
        covered = set(rule.covers(answer))
        for one in rule.judge(answer, rule.limits, NOW):
            assert isinstance(one, Finding | Unsure)
            if isinstance(rule.question, Several):
                assert one.subject in covered
            if isinstance(one, Finding):
                assert "{" not in dutch.text(from_json(to_json(one.summary))) or "{" in str(tables)
