"""The collector moves to another address: agents follow by themselves, and nothing that was acknowledged is missing.

A move is: the old collector tells the new address ahead (`move_to`), stops, and another one starts there with its home.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schoolwacht_agent import probes
from schoolwacht_collector.cli.client import listed
from stage.agent import StagedAgent
from stage.collector import StagedCollector, free_port, wait_for

pytestmark = pytest.mark.e2e
FEW = "push_every_seconds = 10\n" + "".join(
    f'[probes.{name}]\nevery = "10s"\n' if name == "mem" else f"[probes.{name}]\nenabled = false\n"
    for name in probes.load()
)


@contextmanager
def at(home: Path, push_port: int, *move_to: str) -> Iterator[StagedCollector]:
    """The collector of this home, at this port, for the length of a block."""
    collector = StagedCollector(home, push_port=push_port)
    with (home / "collector.toml").open("a") as file:  # its last section is [agents]
        file.write(f"push_every_seconds = 10\nmove_to = {json.dumps(list(move_to))}\n")
    collector.start()
    try:
        yield collector
    finally:
        collector.stop()


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[StagedAgent]:
    made = StagedAgent(tmp_path / "agent", {"SCHOOLWACHT_AGENT_ACK_LOG": str(tmp_path / "acks")})
    made.home.mkdir(mode=0o700)
    (made.home / "agent.toml").write_text(FEW)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


def identity(agent: StagedAgent) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((agent.home / "identity.json").read_text())
    return said


def worked(agent: StagedAgent) -> list[str]:
    """The addresses that the agent believes in, because one of them has answered."""
    file = agent.home / "addresses.json"
    return list(json.loads(file.read_text())["worked"]) if file.exists() else []


def acknowledged(agent: StagedAgent) -> set[int]:
    """Moments of the memory samples that a collector said it has, in milliseconds."""
    file = Path(agent.env["SCHOOLWACHT_AGENT_ACK_LOG"])
    lines = file.read_text().splitlines() if file.exists() else []
    return {
        point["taken_at_ms"]
        for line in lines
        for point in json.loads(line)["points"]
        if (point["measurement"], point["field"]) == ("mem", "used")
    }


def stored(collector: StagedCollector, device_id: str) -> set[int]:
    """Moments of the memory samples that the store has."""
    asked = {
        "metric": "mem.used",
        "device": device_id,
        "since": "1999-01-01T00:00:00Z",
        "until": "2100-01-01T00:00:00Z",
    }
    found = listed(collector.home, "/series", asked)
    return {round(datetime.fromisoformat(when).timestamp() * 1000) for one in found for when, _ in one["points"]}


def test_agents_follow_the_collector_to_the_address_it_told_ahead(tmp_path: Path, agent: StagedAgent) -> None:
    home, old, new = tmp_path / "home", free_port(), free_port()
    with at(home, old, f"127.0.0.1:{new}") as collector:
        agent.command("enrol", collector.token())
        agent.start()
        wait_for("the new address", 30, lambda: f"127.0.0.1:{new}" in worked(agent))
        wait_for("a sample", 30, lambda: acknowledged(agent))
    before = acknowledged(agent)
    device_id = identity(agent)["device_id"]
    with at(home, new) as collector:
        wait_for("a sample at the new address", 90, lambda: acknowledged(agent) - before)
        wait_for("every sample", 30, lambda: acknowledged(agent) <= stored(collector, device_id))
        assert before <= stored(collector, device_id)
        assert len(collector.ask("device", "list")) == 1
    assert identity(agent)["addresses"] == [f"127.0.0.1:{old}"], "the token is kept as it was"
    assert agent.process is not None
    assert agent.process.poll() is None


def test_a_restarted_agent_still_knows_the_way(tmp_path: Path, agent: StagedAgent) -> None:
    home, old, new = tmp_path / "home", free_port(), free_port()
    with at(home, old, f"127.0.0.1:{new}") as collector:
        agent.command("enrol", collector.token())
        agent.start()
        wait_for("the new address", 30, lambda: f"127.0.0.1:{new}" in worked(agent))
        assert agent.stop() == 0
    with at(home, new):
        before = acknowledged(agent)
        agent.start()
        wait_for("a sample at the new address", 60, lambda: acknowledged(agent) - before)


def test_an_address_where_nobody_is_cuts_no_agent_off(tmp_path: Path, agent: StagedAgent) -> None:
    home, port = tmp_path / "home", free_port()
    with at(home, port, f"127.0.0.1:{free_port()}", "nowhere.invalid:7443") as collector:
        agent.command("enrol", collector.token())
        agent.start()
        wait_for("a sample", 30, lambda: acknowledged(agent))
        agent.kill()
        before = acknowledged(agent)
        agent.start()
        wait_for("a sample after a restart", 60, lambda: acknowledged(agent) - before)


def test_a_machine_enrolled_again_stays_the_same_device_and_keeps_what_waits(
    tmp_path: Path, agent: StagedAgent
) -> None:
    home, port = tmp_path / "home", free_port()
    with at(home, port) as collector:
        agent.command("enrol", collector.token())
        agent.start()
        before = identity(agent)
        wait_for("a sample", 30, lambda: acknowledged(agent))
        agent.command("enrol", "--token", collector.token("--room", "12"))
        after = identity(agent)
        assert after["device_id"] == before["device_id"]
        assert after["certificate"] != before["certificate"]
        had = acknowledged(agent)
        wait_for("a sample under the new certificate", 60, lambda: acknowledged(agent) - had)
        wait_for("every sample", 30, lambda: acknowledged(agent) <= stored(collector, before["device_id"]))
        assert len(collector.ask("device", "list")) == 1
