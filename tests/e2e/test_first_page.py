"""The first visitor after a start does not wait for the pages to be made ready."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import psutil
import pytest

from stage.collector import staged_collector

pytestmark = pytest.mark.e2e


def test_the_first_page_after_a_start_takes_less_than_300_milliseconds_of_work(tmp_path: Path) -> None:
    with staged_collector(tmp_path / "home", judge_every=60) as collector:
        assert collector.process is not None
        process = psutil.Process(collector.process.pid)
        time.sleep(4)

        def worked() -> float:
            spent = process.cpu_times()
            return spent.user + spent.system

        before = worked()
        answer = httpx.get(f"http://127.0.0.1:{collector.console_port}/login", timeout=10)
        assert answer.status_code == 200
        assert worked() - before < 0.3
