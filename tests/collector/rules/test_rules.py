"""What holds for every rule, present and to come."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import schoolwacht_collector
from schoolwacht_collector import rules
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.wording import wording_for

HERE = Path(schoolwacht_collector.__file__).parent
RULES = load_rules()


def said(path: Path) -> set[str]:
    """Every sentence in a module."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "say")
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}  # type: ignore[misc]


def test_every_file_is_a_rule() -> None:
    files = {path.stem for path in (HERE / "rules").glob("*.py")} - {"__init__"}
    assert {rule.name for rule in RULES} == files
    assert {"disk_full", "host_silent", "backup_failed", "backup_late", "unlicensed_install"} <= files


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_describes_itself(rule: AnyRule) -> None:
    assert rule.title.template
    assert rule.about.template.endswith(".")
    assert rule.source.endswith(".")
    assert rule.limits == type(rule.limits)()


@pytest.mark.parametrize(
    "path",
    [
        *sorted((HERE / "rules").glob("*.py")),
        *(HERE / "usecases" / name for name in ("write_letter.py", "licence_table.py")),
        HERE / "wording.py",
    ],
    ids=lambda path: path.stem,
)
def test_every_sentence_has_its_dutch(path: Path) -> None:
    dutch = wording_for("nl").catalogue
    assert {sentence for sentence in said(path) if dutch.gettext(sentence) == sentence} == set()


def test_a_module_without_a_rule_stops_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "no_rule_in_here.py").write_text("")
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    with pytest.raises(TypeError, match="no_rule_in_here"):
        load_rules()


def test_a_rule_is_named_like_its_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "misnamed_rule.py").write_text("from schoolwacht_collector.rules.disk_full import RULE\n")
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    with pytest.raises(ValueError, match="calls itself 'disk_full'"):
        load_rules()
