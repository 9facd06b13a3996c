"""What the first page costs in a school with a thousand devices."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from load.figures import MIB, Figure
from load.school_of import furnish
from stage.collector import staged_collector


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
