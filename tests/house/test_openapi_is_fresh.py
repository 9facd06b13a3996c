"""The committed description of the interface is what the code says, and is not broken in passing."""

from __future__ import annotations

import copy
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLD: dict[str, Any] = {
    "paths": {
        "/rooms": {
            "get": {
                "operationId": "listRooms",
                "parameters": [{"in": "query", "name": "site", "schema": {"enum": ["a", "b"], "type": "string"}}],
                "responses": {"200": {}, "404": {}},
            },
            "post": {
                "operationId": "makeRoom",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}},
                "responses": {"201": {}},
            },
        }
    },
    "components": {
        "schemas": {
            "Room": {"type": "object", "properties": {"name": {"type": "string"}, "kind": {"enum": ["x", "y"]}}},
            "New": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        }
    },
}


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("openapi", ROOT / "tools" / "openapi.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load()


def test_the_description_of_the_interface_is_what_the_code_says() -> None:
    assert TOOL.text() == TOOL.TARGET.read_text("utf-8"), "run python tools/openapi.py"


def changed(path: str, value: object) -> dict[str, Any]:
    """The old document with something otherwise; None takes it away."""
    new = copy.deepcopy(OLD)
    *way, last = path.split("|")
    place: Any = new
    for step in way:
        place = place[int(step) if step.isdecimal() and isinstance(place, list) else step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return new


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("paths|/rooms", None, "GET /rooms is gone"),
        ("paths|/rooms|get", None, "GET /rooms is gone"),
        ("paths|/rooms|get|operationId", "allRooms", "GET /rooms has another operationId"),
        ("paths|/rooms|get|parameters", [], "GET /rooms no longer takes site"),
        ("paths|/rooms|get|parameters|0|required", True, "GET /rooms now needs site"),
        ("paths|/rooms|get|parameters|0|schema|enum", ["a"], "GET /rooms site no longer knows 'b'"),
        ("paths|/rooms|get|responses|200", None, "GET /rooms no longer answers 200"),
        ("components|schemas|Room", None, "Room is gone"),
        ("components|schemas|Room|properties|name", None, "Room.name is gone"),
        ("components|schemas|Room|properties|name", {"type": "integer"}, "Room.name is no longer string"),
        ("components|schemas|Room|properties|kind|enum", ["y"], "Room.kind no longer knows 'x'"),
        ("components|schemas|New|required", ["name", "site"], "New.site is needed now"),
    ],
)
def test_what_breaks_a_program_is_found(path: str, value: object, told: str) -> None:
    assert told in TOOL.breaking_changes(OLD, changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("paths|/alerts", {"get": {"operationId": "listAlerts"}}),
        ("paths|/rooms|get|responses|409", {}),
        ("components|schemas|Room|properties|size", {"type": "integer"}),
        ("components|schemas|Room|properties|kind|enum", ["x", "y", "z"]),
        ("components|schemas|Room|properties|name", {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ("components|schemas|Room|required", ["name"]),
        ("components|schemas|Other", {"type": "object"}),
    ],
)
def test_what_comes_beside_the_old_breaks_nothing(path: str, value: object) -> None:
    assert TOOL.breaking_changes(OLD, changed(path, value)) == []


def test_a_breaking_change_is_not_written_in_passing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = json.loads(TOOL.text())
    old["paths"]["/api/v1/gone"] = {"get": {"operationId": "gone", "responses": {"200": {}}}}
    target = tmp_path / "openapi.json"
    target.write_text(json.dumps(old), "utf-8")
    monkeypatch.setattr(TOOL, "TARGET", target)
    monkeypatch.setattr("sys.argv", ["openapi.py"])
    assert TOOL.main() == 1
    assert "GET /api/v1/gone is gone" in capsys.readouterr().err
    assert json.loads(target.read_text("utf-8")) == old
    monkeypatch.setattr("sys.argv", ["openapi.py", "--breaking"])
    assert TOOL.main() == 0
    assert target.read_text("utf-8") == TOOL.text()
