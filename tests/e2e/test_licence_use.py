"""A program on the list runs, and its minutes arrive; where it is off, nothing is looked at."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stage.agent import StagedAgent, staged_agent
from stage.collector import StagedCollector, staged_collector, wait_for

pytestmark = pytest.mark.e2e
OFTEN = "push_every_seconds = 10\n[probes.program_watch]\nevery = '10s'\n[probes.licence_use]\nevery = '10s'\n"


@pytest.fixture
def photoshop(tmp_path: Path) -> Iterator[None]:
    """A program by that name, which only sleeps."""
    if sys.platform != "linux":
        pytest.skip("a copy of sleep under another name, as Linux can")
    program = tmp_path / "photoshop"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", program)
    with subprocess.Popen([program, "600"]) as process:
        try:
            yield
        finally:
            process.kill()


def line(collector: StagedCollector) -> dict[str, Any]:
    lines: list[dict[str, Any]] = collector.ask("licence", "use")
    return next((one for one in lines if one["title"] == "Adobe Photoshop"), {})


def kept(agent: StagedAgent) -> bool:
    return (agent.home / "licence_use.json").exists()


@pytest.mark.usefixtures("photoshop")
def test_minutes_arrive_where_it_is_on_and_go_where_it_is_switched_off(tmp_path: Path) -> None:
    home = tmp_path / "agent"
    home.mkdir(mode=0o700)
    config = home / "agent.toml"
    config.write_text(OFTEN)
    with (
        staged_collector(tmp_path / "home", environment={"SCHOOLWACHT_AGENTS__PUSH_EVERY_SECONDS": "10"}) as collector,
        staged_agent(
            home, collector.token("--room", "07", "--class", "shared"), {"SCHOOLWACHT_AGENT_CONFIG": str(config)}
        ) as agent,
    ):
        wait_for("the device", 30, lambda: collector.ask("device", "list"))
        assert line(collector) == {}
        assert not kept(agent), "off: nothing is counted"
        collector.command("licence", "measure", "shared")
        found = wait_for("minutes of photoshop", 90, lambda: line(collector), every=1)
        assert (found["used"], found["state"]) == (1, "used")
        (device,) = collector.ask("licence", "used-on", "Adobe Photoshop")
        assert device["room"] == "07"
        assert device["minutes"] >= 1
        collector.command("licence", "measure", "--off")
        wait_for("the agent to forget", 60, lambda: not kept(agent), every=1)
        collector.command("licence", "measure", "staff")
        assert line(collector) == {}
