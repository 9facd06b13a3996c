"""Nothing that was appended is missing in the roll-ups, though either process is killed again and again.

Points are pruned all the while, so in the end the roll-ups are all there is to look at.
"""

from __future__ import annotations

import os
import random
import secrets
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from collector.adapters.frames import at, values, window
from schoolwacht_collector.adapters.series_roller import SqliteRoller
from schoolwacht_collector.adapters.series_sqlite import SqliteSeries

KILLS = 8
LATE = 600
"""Minutes by which a part of the numbers comes too late."""
KEPT = 3000
TOGETHER = 20

COLLECTOR = f"""
import os, pathlib, sys
from collector.adapters.frames import at, frame
from schoolwacht_collector.adapters.series_sqlite import SqliteSeries

folder, first = pathlib.Path(sys.argv[1]), int(sys.argv[2])
store = SqliteSeries(folder / "series.db", folder / "series-rollups.db")
os.write(1, b"ready\\n")
for batch in range(first, first + 1_000_000):
    minutes = [batch * {TOGETHER} + n for n in range({TOGETHER})]
    live = [m for m in minutes if m % 7 != 3]
    late = [m - {LATE} for m in minutes if m >= {LATE} and (m - {LATE}) % 7 == 3]
    store.append([frame(m * 100, minutes=m) for m in live + late])
    os.write(1, b"%d\\n" % batch)
    if batch % 100 == 0:
        store.prune(at(batch * {TOGETHER} - {KEPT}))
"""
ROLLER = """
import os, pathlib, sys
from collector.adapters.frames import at
from schoolwacht_collector.adapters.series_roller import SqliteRoller

folder = pathlib.Path(sys.argv[1])
roller = SqliteRoller(folder / "series.db", folder / "series-rollups.db")
os.write(1, b"ready\\n")
while True:
    roller.roll(at(10**7))
"""


def start(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    return child


def batches_until_killed(collector: subprocess.Popen[bytes], seconds: float) -> Sequence[int]:
    assert collector.stdout is not None
    killer = threading.Timer(seconds, collector.kill)
    killer.start()
    said = collector.stdout.read()
    killer.join()
    collector.wait()
    collector.stdout.close()
    return [int(line) for line in said.split(b"\n")[:-1]]


@pytest.mark.timeout(300)
def test_nothing_is_missing_in_the_roll_ups_when_either_process_is_killed(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    moments = random.Random(seed)  # noqa: S311 - no secret
    done = -1
    roller: subprocess.Popen[bytes] | None = None
    SqliteSeries(tmp_path / "series.db", tmp_path / "series-rollups.db").close()
    for _ in range(KILLS):
        collector = start(COLLECTOR, tmp_path, done + 1)
        roller = roller or start(ROLLER, tmp_path)
        done = max([done, *batches_until_killed(collector, moments.uniform(0.2, 0.7))])
        if moments.random() < 0.7:  # often both, sometimes only the collector
            roller.kill()
            roller.communicate()
            roller = None
    if roller is not None:
        roller.kill()
        roller.communicate()
    assert_every_hour_is_whole(tmp_path, (done + 1) * TOGETHER, f"seed {seed}")


def assert_every_hour_is_whole(folder: Path, minutes: int, seed: str) -> None:
    store = SqliteSeries(folder / "series.db", folder / "series-rollups.db")
    roller = SqliteRoller(folder / "series.db", folder / "series-rollups.db")
    while roller.roll(at(10**7)):
        continue
    store.prune(at(10**6))
    hours = (minutes - LATE) // 60
    assert hours > 24, "the collector hardly worked"
    wanted = window("cpu.usage_active", since=0, until=hours * 60, every=60)
    for aggregate, of_first in (("min", 0.0), ("max", 59.0), ("mean", 29.5)):
        (series,) = store.window(replace(wanted, aggregate=aggregate))
        assert values(series) == pytest.approx([hour * 60 + of_first for hour in range(hours)]), seed
    fine = store.window(window("cpu.usage_active", since=0, until=hours * 60))
    assert len(fine[0].points) == hours, "the points are pruned, so hours answer"
    store.close()
    roller.close()
