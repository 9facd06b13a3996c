"""`make bench`: measures what docs/performance.md says, and writes it there.

Every figure comes from real processes on this machine: a collector, an agent, and for comparison Debian's node_exporter
in the same run. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from load.counting_proxy import CountingProxy
from load.school_of import furnish
from stage.agent import StagedAgent
from stage.collector import StagedCollector, free_port, staged_collector, wait_for

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
MIB = 1024 * 1024


@dataclass
class Figure:
    """One line of the table."""

    what: str
    seen: str
    goal: str
    kept: bool


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time, with that of children that ended."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def agent_footprint(folder: Path, minutes: float) -> Iterator[Figure]:
    """An agent at its ordinary rhythm, and node_exporter scraped as often, side by side."""
    with staged_collector(folder / "home", judge_every=60) as collector, CountingProxy(collector.push_port) as proxy:
        agent = StagedAgent(
            folder / "agent",
            {
                "SCHOOLWACHT_AGENT_COLLECTOR": f"127.0.0.1:{proxy.port}",
                "SCHOOLWACHT_AGENT_ACK_LOG": str(folder / "acknowledged.jsonl"),
            },
        )
        agent.command("enrol", collector.token())
        agent.start()
        assert agent.process is not None
        ours = psutil.Process(agent.process.pid)
        with node_exporter() as (exporter, port):
            time.sleep(min(90.0, minutes * 30))  # the first inventory and its garbage are no steady state
            begun, cpu, bytes_before = time.monotonic(), cpu_seconds(ours), proxy.count
            other_cpu = cpu_seconds(exporter) if exporter else 0.0
            samples_before = _samples(folder / "acknowledged.jsonl")
            while time.monotonic() - begun < minutes * 60:
                if port:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read()
                time.sleep(60)
            span = time.monotonic() - begun
            rss, share = ours.memory_info().rss / MIB, 100 * (cpu_seconds(ours) - cpu) / span
            yield Figure(f"agent RSS after {minutes:g} minutes", f"{rss:.1f} MiB", "≤ 48 MiB", rss <= 48)
            yield Figure("agent CPU at 60 s", f"{share:.3f} % of a core", "≤ 0.1 %", share <= 0.1)
            if exporter:
                other_share = 100 * (cpu_seconds(exporter) - other_cpu) / span
                seen = f"{exporter.memory_info().rss / MIB:.1f} MiB, {other_share:.3f} % of a core"
                yield Figure("node_exporter in the same run", seen, "", kept=True)
            samples = _samples(folder / "acknowledged.jsonl") - samples_before
            each = (proxy.count - bytes_before) / max(samples, 1)
            yield Figure(f"bytes a sample on the wire, {samples} samples", f"{each:.2f}", "≤ 5", each <= 5)
        agent.stop()


def _samples(log: Path) -> int:
    lines = log.read_text().splitlines() if log.exists() else []
    return sum(len(json.loads(line)["points"]) for line in lines)


@contextlib.contextmanager
def node_exporter() -> Iterator[tuple[psutil.Process | None, int]]:
    """Debian's exporter on a free port, when it is installed."""
    program = shutil.which("prometheus-node-exporter")
    if program is None:
        yield None, 0
        return
    port = free_port()
    process = subprocess.Popen(
        [program, f"--web.listen-address=127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(2)
        yield psutil.Process(process.pid), port
    finally:
        process.kill()
        process.wait()


def ingest(folder: Path, seconds: float, devices: int, frames: int) -> Iterator[Figure]:
    """Push as fast as the collector takes it; per core means CPU seconds of the collector, drain included."""
    with staged_collector(folder / f"ingest-{frames}", judge_every=60) as collector:
        pairs = folder / f"pairs-{frames}.json"
        pairs.write_text(json.dumps([_identity(collector) for _ in range(devices)]))
        assert collector.process is not None
        process = psutil.Process(collector.process.pid)
        runs = sorted(
            (_pushed(collector, process, pairs, seconds, frames) for _ in range(RUNS)), key=lambda run: run[0]
        )
        rate, p99 = runs[RUNS // 2]
        lowest, highest = runs[0][0], runs[-1][0]
        if frames == 1:
            seen = f"{rate:,.0f} a second per core ({lowest:,.0f}-{highest:,.0f})"
            yield Figure(f"Push of 100 samples, durable, {devices} agents", seen, "≥ 1,500", rate >= 1500)
            yield Figure("its p99, collector saturated", f"{p99:.0f} ms", "≤ 250 ms", p99 <= 250)
            rss = process.memory_info().rss / MIB
            yield Figure(f"collector RSS after that, {devices} agents", f"{rss:.0f} MiB", "≤ 180 MiB", rss <= 180)
        else:
            samples = [run[0] * frames * 100 for run in (runs[RUNS // 2], runs[0], runs[-1])]
            seen = "{:,.0f} samples a second per core ({:,.0f}-{:,.0f})".format(*samples)
            yield Figure(f"backlog, {frames * 100} samples a call", seen, "", kept=True)


def _pushed(
    collector: StagedCollector, process: psutil.Process, pairs: Path, seconds: float, frames: int
) -> tuple[float, float]:
    """Calls a second per core and their p99 in ms, of one run."""
    before = cpu_seconds(process)
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("pushers.py"), str(collector.push_port),
         collector.home / "pki", str(seconds), pairs, str(frames)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["batches"] == found["calls"] * frames, found
    wait_for("an empty inbox", 120, lambda: _inbox(collector) == 0)
    return found["calls"] / (cpu_seconds(process) - before), found["p99_ms"]


def _inbox(collector: StagedCollector) -> int:
    done = collector.command("doctor", "--json", check=False)
    checks = {check["name"]: check["detail"] for check in json.loads(done.stdout)}
    return int(checks["inbox"].split()[0])


def _identity(collector: StagedCollector) -> dict[str, str]:
    from stage.enrolling import enrolled

    key, certificate = enrolled(collector)[0].pem
    return {"key": key.decode(), "certificate": certificate.decode()}


def overview(folder: Path, devices: int) -> Iterator[Figure]:
    """The first page of a school with a thousand devices."""
    home = folder / "overview"
    home.mkdir()
    secret = furnish(home, devices, datetime.now(UTC))
    with staged_collector(home, judge_every=60) as collector:
        base = f"http://127.0.0.1:{collector.console_port}"
        with httpx.Client(base_url=base, cookies={"schoolwacht": secret}) as client:
            took = []
            for _ in range(10):
                begun = time.monotonic()
                page = client.get("/")
                took.append(time.monotonic() - begun)
            assert page.status_code == httpx.codes.OK, page.text[:300]
            size, middle = len(page.content) / 1024, sorted(took)[5] * 1000
            yield Figure(f"overview, {devices} devices", f"{size:.0f} KiB", "≤ 150 KiB", size <= 150)
            yield Figure("its time, median of 10", f"{middle:.0f} ms", "≤ 300 ms", middle <= 300)
        assert collector.process is not None
        rss = psutil.Process(collector.process.pid).memory_info().rss / MIB
        yield Figure(
            f"collector RSS with {devices} devices and the console in use", f"{rss:.0f} MiB", "≤ 180 MiB", rss <= 180
        )


def write(heading: str, figures: list[Figure], began: datetime) -> None:
    """Puts one section of the page anew, with what was seen and where; the other sections stay as they were."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    head, *sections = page.split("\n## ")
    kept = {section.partition("\n")[0]: section for section in sections}
    cpu = platform.processor() or platform.machine()
    lines = [
        heading,
        "",
        f"{began:%d/%m/%Y %H:%M} UTC, {os.cpu_count()} cores ({cpu}), Python {platform.python_version()}.",
        "",
        "| what | seen | goal | |\n|---|---|---|---|",
        *(
            f"| {f.what} | {f.seen} | {f.goal} | {'' if not f.goal else 'kept' if f.kept else '**missed**'} |"
            for f in figures
        ),
        "",
    ]
    kept[heading] = "\n".join(lines)
    PAGE.write_text(
        "\n## ".join([head, *(kept[name] for name in (*HEADINGS.values(), *NOTES) if name in kept)]), encoding="utf-8"
    )


HEAD = """\
# How fast and how light

Written by `make bench`, all but the notes at the end; every figure was seen in the run named above it, on real
processes of this project. "Per core" means divided by the CPU seconds of the collector process, draining to the
embedded store included; the pushing side runs in a process of its own on the same machine. Of three runs the middle
one counts, with the lowest and highest behind it. Bytes on the wire are those of the TCP connection in both
directions, TLS and HTTP/2 included, of a real agent at its ordinary rhythm.
"""
HEADINGS = {"ingest": "Taking in", "pages": "Pages", "agent": "The agent"}
NOTES = ("Where a goal is missed",)
RUNS = 3


def main() -> int:
    """Measures and writes, part by part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long the agent is watched")
    parser.add_argument("--seconds", type=float, default=10, help="how long the collector is pushed, each time")
    parser.add_argument("--part", choices=HEADINGS, action="append", help="only this part")
    parser.add_argument("--no-write", action="store_true", help="only print")
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="schoolwacht-bench-") as name:
        for part in flags.part or HEADINGS:
            began, figures = datetime.now(UTC), []
            for figure in _measured(part, Path(name), flags.seconds, flags.minutes):
                missed = "" if figure.kept else "MISSED"
                print(f"{figure.what:<58}{figure.seen:<52}{figure.goal:<12}{missed}", flush=True)
                figures.append(figure)
            if not flags.no_write:
                write(HEADINGS[part], figures, began)
    return 0


def _measured(part: str, folder: Path, seconds: float, minutes: float) -> Iterator[Figure]:
    if part == "ingest":
        yield from ingest(folder, seconds, 40, 1)
        yield from ingest(folder, seconds, 40, 6)
    elif part == "pages":
        yield from overview(folder, 1000)
    else:
        yield from agent_footprint(folder, minutes)


if __name__ == "__main__":
    sys.exit(main())
