"""Machines join with a token, and only with a right one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stage.agent import StagedAgent, staged_agent
from stage.collector import StagedCollector, staged_collector, wait_for

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedCollector]:
    with staged_collector(tmp_path_factory.mktemp("joining") / "home") as running:
        yield running


def test_a_machine_gets_the_place_and_class_of_its_token(collector: StagedCollector, tmp_path: Path) -> None:
    token = collector.token("--site", "Hoofdgebouw", "--room", "07", "--class", "shared", "--uses", "2")
    with staged_agent(tmp_path / "agent", token):
        (device,) = wait_for(
            "the machine", 30, lambda: [d for d in collector.ask("device", "list") if d["room"] == "07"]
        )
    assert (device["site"], device["class"], device["state"]) == ("Hoofdgebouw", "shared", "active")


def test_a_spent_token_is_refused_in_words(collector: StagedCollector, tmp_path: Path) -> None:
    token = collector.token("--uses", "1")
    StagedAgent(tmp_path / "first").command("enrol", token)
    refused = StagedAgent(tmp_path / "second").command("enrol", token, check=False)
    assert refused.returncode != 0
    assert "token create" in refused.stdout + refused.stderr
    assert not (tmp_path / "second" / "identity.json").exists()


def test_a_token_of_another_collector_is_refused(collector: StagedCollector, tmp_path: Path) -> None:
    with staged_collector(tmp_path / "other") as other:
        foreign = other.token()
        mixed = StagedAgent(
            tmp_path / "agent",
            {"SCHOOLWACHT_AGENT_COLLECTOR": f"127.0.0.1:{collector.push_port}"},
        )
        mixed.command("enrol", foreign)
        mixed.start()
        time.sleep(3)
        mixed.kill()
    assert all(device["site"] != "other" for device in collector.ask("device", "list"))


@pytest.mark.parametrize("cut", [10, 100, -5])
def test_a_token_that_was_not_copied_whole_is_told(collector: StagedCollector, tmp_path: Path, cut: int) -> None:
    refused = StagedAgent(tmp_path / "agent").command("enrol", collector.token()[:cut], check=False)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr


def test_with_ask_a_machine_waits_until_somebody_approves(collector: StagedCollector, tmp_path: Path) -> None:
    token = collector.token("--ask", "--room", "ask")
    agent = StagedAgent(tmp_path / "agent")
    agent.home.mkdir(mode=0o700)
    with agent.log.open("wb") as log:
        import subprocess
        import sys

        enrolling = subprocess.Popen(
            [sys.executable, "-m", "schoolwacht_agent", "--home", str(agent.home), "enrol", token],
            env=agent.env, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        (waiting,) = wait_for(
            "the machine waits", 30, lambda: [d for d in collector.ask("device", "list") if d["room"] == "ask"]
        )
        assert waiting["state"] == "pending"
        assert enrolling.poll() is None
        collector.command("device", "approve", waiting["device_id"])
        assert enrolling.wait(30) == 0, agent.log.read_text()
    finally:
        enrolling.kill()
    assert (agent.home / "identity.json").exists()


def test_a_revoked_machine_is_refused_within_five_seconds(collector: StagedCollector, tmp_path: Path) -> None:
    token = collector.token("--room", "revoked")
    with staged_agent(tmp_path / "agent", token) as agent:
        (device,) = wait_for(
            "the machine",
            30,
            lambda: [d for d in collector.ask("device", "list") if d["room"] == "revoked" and d["last_seen"]],
        )
        collector.command("device", "revoke", device["device_id"])
        time.sleep(5)
        seen = collector.ask("device", "show", device["device_id"])["last_seen"]
        agent.kill()
        agent.start()
        time.sleep(4)
        assert collector.ask("device", "show", device["device_id"])["last_seen"] == seen


def test_a_device_is_moved_retired_and_deleted(collector: StagedCollector, tmp_path: Path) -> None:
    StagedAgent(tmp_path / "agent").command("enrol", collector.token("--room", "moving"))
    (device,) = [d for d in collector.ask("device", "list") if d["room"] == "moving"]
    word = device["device_id"]
    moved = collector.ask("device", "set", word, "--room", "12", "--class", "staff")
    assert (moved["room"], moved["class"]) == ("12", "staff")
    assert collector.ask("device", "retire", word)["state"] == "retired"
    collector.command("device", "delete", word, "--yes")
    assert word not in {d["device_id"] for d in collector.ask("device", "list")}
    unknown = collector.command("device", "show", word, check=False)
    assert unknown.returncode == 1
    assert "device list" in unknown.stderr
