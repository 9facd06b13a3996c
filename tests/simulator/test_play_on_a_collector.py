"""`play` against a real collector: two school days, a restart, and a collector that is killed meanwhile."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chaos.kills import DICTIONARIES, FRAMES, SampleKey, Samples, _samples
from schoolwacht_collector.cli.client import call
from schoolwacht_simulator.days import midnight_ms
from schoolwacht_simulator.school import plan_school
from simulator.story import MINUTE_MS, at
from stage.collector import StagedCollector, staged_collector, wait_for

DEVICES = 20
KILLS = {10: 0.0, 14: 0.08}
"""At which steps of the second day the collector is killed, and how long after the machines began to push."""


class Playing:
    """`python -m schoolwacht_simulator play` as a process of its own."""

    def __init__(self, collector: StagedCollector, folder: Path, begins: datetime) -> None:
        folder.mkdir(exist_ok=True)
        tokens = folder / "tokens.json"
        if not tokens.exists():
            places = plan_school(DEVICES, 7, begins).places
            tokens.write_text(json.dumps({place.name: token(collector, place.name) for place in places}))
        self.ack_log = folder / "acknowledged.jsonl"
        words = {
            "--devices": DEVICES, "--begins": begins.isoformat(), "--push": f"127.0.0.1:{collector.push_port}",
            "--tokens": tokens, "--home": folder, "--ack-log": self.ack_log,
        }  # fmt: skip
        self._log = (folder / "play.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "schoolwacht_simulator", "play"]
            + [str(word) for pair in words.items() for word in pair],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, env=dict(os.environ),
        )  # fmt: skip

    def send(self, now_ms: int) -> None:
        """Says what time it is."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"now_ms": now_ms}) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """What came of it."""
        assert self._process.stdout is not None
        said: dict[str, Any] = json.loads(self._process.stdout.readline())
        return said

    def step(self, now_ms: int) -> dict[str, Any]:
        """Both."""
        self.send(now_ms)
        return self.hear()

    def end(self) -> None:
        """Closes the input; it ends by itself."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(15) == 0
        self.close()

    def close(self) -> None:
        """Leaves nothing behind, whatever happened."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream is not None:
                stream.close()


def token(collector: StagedCollector, place: str) -> str:
    site, room, device_class = place.split("|")
    wanted = {"site": site, "room": room, "device_class": device_class, "uses": 40, "expires_seconds": 86_400}
    made: str = call(collector.home, "POST", "/tokens", json=wanted)["token"]
    return made


def two_school_days(today: date) -> tuple[date, date]:
    """The newest two days in a row that are over and no weekend."""
    second = today - timedelta(days=1)
    while second.weekday() in {5, 6, 0}:
        second -= timedelta(days=1)
    return second - timedelta(days=1), second


def steps_of(day: date) -> list[int]:
    """Every two hours, and every half hour while there is school."""
    by_day = [at(day, 7) + half * 30 * MINUTE_MS for half in range(1, 21)]
    return [at(day, hour) for hour in (2, 4, 6, 7)] + by_day + [at(day, hour) for hour in (19, 21, 23)]


def stored(collector: StagedCollector) -> Samples:
    """What the store holds once the inbox is empty, past our own adapters."""
    wait_for("an empty inbox", 30, lambda: inbox(collector).startswith("0 "))
    connection = sqlite3.connect(f"file:{collector.home / 'series.db'}?mode=ro", uri=True)
    try:
        found: Samples = {}
        for key, value in in_the_file(connection):
            assert key not in found, f"twice: {key}"
            found[key] = value
    finally:
        connection.close()
    return found


def in_the_file(connection: sqlite3.Connection) -> Iterator[tuple[SampleKey, float]]:
    shapes = {number: json.loads(text) for number, text in connection.execute(DICTIONARIES)}
    for device_id, taken_at, dictionary, cells in connection.execute(FRAMES):
        numbers = iter(struct.unpack(f"<{len(cells) // 8}q", cells))
        for measurement, tags, fields, decimals in shapes[dictionary]:
            for name, digits in zip(fields, decimals, strict=True):
                key = (device_id, measurement, name, tuple(sorted((k, v) for k, v in tags)), taken_at)
                yield key, next(numbers) / 10**digits


def inbox(collector: StagedCollector) -> str:
    checks = json.loads(collector.command("doctor", "--json", check=False).stdout)
    return str(next(check["detail"] for check in checks if check["name"] == "inbox"))


def acknowledged(lines: Sequence[str]) -> Samples:
    found: Samples = {}
    for line in lines:
        found.update(_samples(line, ""))
    return found


@pytest.mark.e2e
def test_two_days_with_a_restart_and_a_killed_collector_are_all_there_once(tmp_path: Path) -> None:
    first, second = two_school_days(datetime.now(UTC).date())
    begins = datetime.fromtimestamp(midnight_ms(first) / 1000, UTC)
    hosts = sorted(device.host for device in plan_school(DEVICES, 7, begins).devices)
    with staged_collector(tmp_path / "home", judge_every=30) as collector:
        playing = Playing(collector, tmp_path / "machines", begins)
        try:
            said = [playing.step(now_ms) for now_ms in steps_of(first)]
            assert max(one["on"] for one in said) >= 15
            playing.end()
            playing = Playing(collector, tmp_path / "machines", begins)
            for place, now_ms in enumerate(steps_of(second)):
                if place in KILLS:
                    playing.send(now_ms)
                    time.sleep(KILLS[place])
                    collector.kill()
                    collector.start()
                    said.append(playing.hear())
                else:
                    said.append(playing.step(now_ms))
            playing.end()
        finally:
            playing.close()
        expected, found = acknowledged(playing.ack_log.read_text().splitlines()), stored(collector)
        known = sorted(device["host"] for device in collector.ask("device", "list"))
    assert (
        said[-1]["waiting"] == 0
    )  # a slow restart may last longer than a machine's patience; then the next step sends it
    assert all(one["refused"] == 0 for one in said)
    assert sum(one["stored"] for one in said) == len(playing.ack_log.read_text().splitlines())
    assert known == hosts
    assert len(expected) > 10_000
    assert found.keys() == expected.keys()
    assert found == expected
