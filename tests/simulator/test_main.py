"""The commands, as they are typed. `play` and `run` with a collector: test_play_on_a_collector.py and chaos."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from schoolwacht_simulator.__main__ import main
from simulator.fake_collector import fake_collector
from simulator.story import BEGINS, school

PLAN = ["plan", "--devices", "20", "--seed", "7", "--begins", BEGINS.isoformat()]


def test_a_plan_is_the_whole_school_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(PLAN) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"places", "entitlements", "machines", "faults"}
    assert len(said["machines"]) == 20
    assert sum(place["count"] for place in said["places"]) == 20
    assert {"Serverlokaal", "Laptopkar 1"} <= {place["room"] for place in said["places"]}
    assert [fault["name"] for fault in said["faults"]] == [fault.name for fault in school(20).faults]


def test_days_off_are_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    holidays = tmp_path / "holidays.json"
    holidays.write_text('["2026-11-09", "2026-11-10"]')
    assert main([*PLAN, "--holidays", str(holidays)]) == 0
    faults = {fault["name"]: fault["begins"] for fault in json.loads(capsys.readouterr().out)["faults"]}
    assert faults["server silent"].startswith("2026-11-13")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["plan", "--devices", "5", "--begins", "2026-11-09T00:00:00+01:00"], "has 20 to 1000 machines, not 5"),
        (["plan", "--begins", "2026-11-09T00:00:00"], "with its time zone"),
        ([*PLAN, "--holidays", "not-there.json"], "not-there.json"),
        (["run", "--push", "x:1", "--tokens", "t", "--home", "h", "--every", "0.1"], "--every is 1 to 3600 seconds"),
        (["run", "--push", "x:1", "--tokens", "not-there.json", "--home", "h"], "not-there.json"),
    ],
)
def test_a_mistake_is_a_sentence_and_code_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert sentence in capsys.readouterr().err


async def test_run_ends_by_itself_and_keeps_when_the_school_began(tmp_path: Path) -> None:
    async with fake_collector() as collector:
        tokens, home, acks = tmp_path / "tokens.json", tmp_path / "home", tmp_path / "acks.jsonl"
        tokens.write_text(json.dumps({"*": collector.token_text}))
        words = {
            "--devices": 20, "--push": collector.address, "--tokens": tokens, "--home": home, "--ack-log": acks,
            "--every": 1, "--seconds": 1.5,
        }  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            *command("run", words), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    tally = json.loads(out)
    assert tally["stored"] == len(acks.read_text().splitlines()) >= 40
    assert (home / "begins").read_text().endswith("+00:00")


def command(name: str, words: dict[str, object]) -> list[str]:
    return [sys.executable, "-m", "schoolwacht_simulator", name, *(str(one) for pair in words.items() for one in pair)]
