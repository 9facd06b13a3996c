"""What is generated and committed is what the generators make today."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_stubs_are_what_the_protos_say(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools/protos.py", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*_pb2*"))
    assert len(made) == 12
    for path in made:
        assert (tmp_path / path).read_text() == (ROOT / "protos" / path).read_text(), f"run 'make protos': {path}"


def test_the_vocabulary_is_what_the_probes_say() -> None:
    vocabulary = tool("vocabulary")
    assert vocabulary.text() == vocabulary.TARGET.read_text("utf-8"), "run 'make docs'"


@pytest.mark.parametrize("name", ["metrics.md", "rules.md", "privacy.md"])
def test_the_reference_pages_are_what_the_code_says(name: str) -> None:
    assert tool("reference").pages()[name] == (ROOT / "docs" / name).read_text("utf-8"), "run 'make docs'"


def test_the_shipped_school_days_are_those_of_the_library() -> None:
    days = tool("school_days")
    assert days.FILE.read_text("utf-8") == days.text(), "run tools/school_days.py"
