"""What an agent costs at its ordinary rhythm, beside node_exporter in the same run."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from load.counting_proxy import CountingProxy
from load.figures import MIB, Figure, cpu_seconds, own_seconds
from stage.agent import StagedAgent
from stage.collector import free_port, staged_collector

_HOUR = 3600.0


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
            begun, cpu, bytes_before = time.monotonic(), own_seconds(ours), proxy.count
            other_cpu = cpu_seconds(exporter) if exporter else 0.0
            samples_before = _samples(folder / "acknowledged.jsonl")
            while time.monotonic() - begun < minutes * 60:
                if port:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read()
                time.sleep(60)
            span = time.monotonic() - begun
            own = 100 * (own_seconds(ours) - cpu) / span
            # Its children looked once at everything since the start, which they do again every hour at most.
            surveys = cpu_seconds(ours) - own_seconds(ours)
            rss, share = ours.memory_info().rss / MIB, own + 100 * surveys / _HOUR
            yield Figure(f"agent RSS after {minutes:g} minutes", f"{rss:.1f} MiB", "≤ 48 MiB", rss <= 48)
            seen = f"{share:.3f} % of a core, of which surveys {100 * surveys / _HOUR:.3f} %"
            yield Figure("agent CPU at 60 s, with its surveys", seen, "≤ 0.1 %", share <= 0.1)
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
