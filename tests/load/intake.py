"""What taking in costs: single pushes, a backlog, pushes while a school is judged, and a school at rest."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from load.figures import Figure, cpu_seconds, memory_of
from load.school_of import furnish
from schoolwacht_protos.v1 import enrolment_pb2
from stage.collector import StagedCollector, staged_collector, wait_for
from stage.enrolling import enrol

RUNS = 3


def pushes(folder: Path, seconds: float, devices: int) -> Iterator[Figure]:
    """Push as fast as the collector takes it; per core means CPU seconds of the collector, drain included."""
    with staged_collector(folder / "ingest", judge_every=60) as collector:
        runs = _runs(collector, seconds, devices, frames=1)
        rates, p99 = [run[0] for run in runs], runs[RUNS // 2][1]
        seen = f"{rates[RUNS // 2]:,.0f} a second per core ({rates[0]:,.0f}-{rates[-1]:,.0f})"
        yield Figure(f"Push of 100 samples, durable, {devices} agents", seen, "≥ 2,000", rates[RUNS // 2] >= 2000)
        yield Figure("its p99, collector saturated", f"{p99:.0f} ms", "≤ 250 ms", p99 <= 250)
        rss, _ = memory_of(_process(collector))
        yield Figure(f"collector RSS after that, {devices} agents", f"{rss:.0f} MiB", "≤ 180 MiB", rss <= 180)


def replay(folder: Path, seconds: float, devices: int, frames: int) -> Iterator[Figure]:
    """A backlog that comes in: several batches of 100 samples a call."""
    with staged_collector(folder / "replay", judge_every=60) as collector:
        rates = [run[0] * frames * 100 for run in _runs(collector, seconds, devices, frames)]
        middle = rates[RUNS // 2]
        seen = f"{middle:,.0f} samples a second per core ({rates[0]:,.0f}-{rates[-1]:,.0f})"
        yield Figure(f"backlog, {frames * 100} samples a call", seen, "≥ 600,000", middle >= 600_000)


def judging(folder: Path, seconds: float, devices: int, rate: int) -> Iterator[Figure]:
    """Push at a steady pace while the second process judges a school of many devices, round after round."""
    home = folder / "judging"
    home.mkdir()
    furnish(home, devices, datetime.now(UTC))
    with staged_collector(home, judge_every=1) as collector:
        pairs = _pairs(collector, 40)
        judges = wait_for("a second process", 30, _process(collector).children)
        before = sum(cpu_seconds(judge) for judge in judges)
        found = pushed(collector, pairs, seconds * RUNS, 1, rate)
        judged = sum(cpu_seconds(judge) for judge in judges) - before
        p99, calls = found["p99_ms"], found["calls"] / found["seconds"]
        what = f"p99 of Push while {devices + 40:,} devices are judged"
        seen = f"{p99:.0f} ms at {calls:,.0f} calls a second"
        yield Figure(what, seen, "≤ 250 ms", p99 <= 250)
        share = 100 * judged / found["seconds"]
        yield Figure("processor time of the judging process meanwhile", f"{share:.0f} % of a core", "", kept=True)


def idle(folder: Path, seconds: float, devices: int) -> Iterator[Figure]:
    """A school at rest: every device pushes once a minute, and the console was looked at once."""
    home = folder / "idle"
    home.mkdir()
    secret = furnish(home, 0, datetime.now(UTC))
    with staged_collector(home, judge_every=60) as collector:
        pairs = _pairs(collector, devices)
        address = f"http://127.0.0.1:{collector.console_port}"
        with httpx.Client(base_url=address, cookies={"schoolwacht": secret}) as client:
            assert client.get("/").status_code == httpx.codes.OK
        whole = _process(collector)
        pushing = _start_pushing(collector, pairs, max(seconds * 6, 70), 1, devices / 60)
        time.sleep(max(seconds * 6, 70) - 5)
        both = [("collector", whole), *(("its second process", child) for child in whole.children(recursive=True))]
        sizes = [(name, *memory_of(process)) for name, process in both]
        pushing.communicate(timeout=60)
    for name, rss, pss in sizes:
        yield Figure(f"{name} at rest, {devices} agents", f"RSS {rss:.0f} MiB, PSS {pss:.0f} MiB", "", kept=True)
    rss, pss = sum(size[1] for size in sizes), sum(size[2] for size in sizes)
    yield Figure("both together", f"RSS {rss:.0f} MiB, PSS {pss:.0f} MiB", "≤ 180 MiB", rss <= 180)


def pushed(collector: StagedCollector, pairs: Path, seconds: float, frames: int, rate: float = 0.0) -> dict[str, float]:
    """What the pushers saw; returns once everything is in the series store."""
    said, _ = _start_pushing(collector, pairs, seconds, frames, rate).communicate(timeout=seconds + 120)
    found: dict[str, float] = json.loads(said)
    assert found["batches"] == found["calls"] * frames, found
    wait_for("an empty inbox", 120, lambda: _inbox(collector.home / "ledger.db") == 0)
    return found


def _start_pushing(
    collector: StagedCollector, pairs: Path, seconds: float, frames: int, rate: float
) -> subprocess.Popen[str]:
    pushers = Path(__file__).with_name("pushers.py")
    words = [collector.push_port, collector.home / "pki", seconds, pairs, frames, rate]
    return subprocess.Popen([sys.executable, pushers, *map(str, words)], stdout=subprocess.PIPE, text=True)


def _runs(collector: StagedCollector, seconds: float, devices: int, frames: int) -> list[tuple[float, float]]:
    """Calls a second per core and their p99 in ms, of each run, the slowest first."""
    pairs, process, runs = _pairs(collector, devices), _process(collector), []
    for _ in range(RUNS):
        before = cpu_seconds(process)
        found = pushed(collector, pairs, seconds, frames)
        runs.append((found["calls"] / (cpu_seconds(process) - before), found["p99_ms"]))
    return sorted(runs)


def _process(collector: StagedCollector) -> psutil.Process:
    assert collector.process is not None
    return psutil.Process(collector.process.pid)


def _inbox(ledger: Path) -> int:
    """How much waits; read from the file, so that the collector spends nothing on the question."""
    with contextlib.closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True)) as file:
        count: int = file.execute("SELECT count(*) FROM inbox").fetchone()[0]
    return count


def _pairs(collector: StagedCollector, devices: int) -> Path:
    """Enrols so many devices, and writes their keys and certificates where the pushers find them."""
    token = collector.token("--uses", str(devices))
    pairs = []
    for number in range(devices):
        claims = enrolment_pb2.Claims(host=f"bench-{number}", operating_system="Debian GNU/Linux 12")
        key, certificate = enrol(collector, token, claims)[0].pem
        pairs.append({"key": key.decode(), "certificate": certificate.decode()})
    file = collector.home / "pairs.json"
    file.write_text(json.dumps(pairs))
    return file
