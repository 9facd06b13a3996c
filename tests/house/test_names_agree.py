"""What one side asks for, the other side says."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from schoolwacht_collector.domain.rule import AnyRule, Latest, Rows
from schoolwacht_collector.rules import load_rules

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY: dict[str, Any] = json.loads((resources.files("schoolwacht_protos.v1") / "vocabulary.json").read_text())
OURS = {"alert": {"state", "value"}}
"""Measurements that the collector writes itself."""


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.name)
def test_what_a_rule_asks_is_what_some_probe_says(rule: AnyRule) -> None:
    if isinstance(rule.question, Latest):
        assert rule.question.measurement in VOCABULARY["measurements"]
    if isinstance(rule.question, Rows):
        assert rule.question.table in VOCABULARY["tables"]


@pytest.mark.parametrize("board", sorted((ROOT / "dashboards").rglob("*.json")), ids=lambda path: path.parent.name)
def test_every_measurement_on_a_board_is_one_that_a_probe_says(board: Path) -> None:
    known = set(VOCABULARY["measurements"]) | set(OURS)
    asked = set(re.findall(r'FROM \\"([a-z_]+)\\"', board.read_text()))
    assert asked
    assert asked <= known


def test_no_name_is_a_tag_and_a_field() -> None:
    for name, measurement in VOCABULARY["measurements"].items():
        assert not set(measurement["tags"]) & set(measurement["fields"]), name
        assert not set(measurement["tags"]) & {"host", "site", "room", "device_id"}, name
