from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.remembered_disks import NAME, load, save
from schoolwacht_agent.platforms.smartctl import Health

WELL = Health("passed", model="A disk", serial="S1", kind="hdd", capacity=10, hours=24, numbers={"temp_c": 31})


def test_what_was_heard_comes_back_as_it_was(tmp_path: Path) -> None:
    save(tmp_path, {"sda": WELL}, {})
    assert load(tmp_path) == {"sda": WELL}


def test_nothing_is_written_when_nothing_changed(tmp_path: Path) -> None:
    save(tmp_path, {"sda": WELL}, {"sda": WELL})
    assert not (tmp_path / NAME).exists()


def test_a_home_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    save(tmp_path / "away", {"sda": WELL}, {})
    assert load(tmp_path / "away") == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"sda": 1}',
        '{"sda": {"verdict": "passed"}}',
        json.dumps({"sda": dict.fromkeys(Health.__slots__) | {"verdict": 1}}),
        "[" * 50_000,
    ],
)
def test_a_broken_file_is_no_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    assert load(tmp_path) == {}


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_file_breaks_a_look(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    load(tmp_path)
