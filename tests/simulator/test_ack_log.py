from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schoolwacht_simulator.ack_log import AckLog
from schoolwacht_simulator.agent import Agent
from simulator.said import agent_of
from simulator.story import HOUR_MS, TUESDAY, at, machine

NOW = at(TUESDAY, 10)


def measured() -> Agent:
    agent = agent_of(machine("sec-pc01"))
    agent.begin(NOW - HOUR_MS)
    agent.measure(NOW, NOW - HOUR_MS)
    return agent


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_batch_has_a_line_with_every_sample_in_it(tmp_path: Path) -> None:
    agent, path = measured(), tmp_path / "new" / "acks.jsonl"
    batches = agent.outbox.fill()
    AckLog(path).write("device-1", batches, agent.outbox.definition)
    facts, frames = written(path)
    assert (facts["kind"], facts["points"], facts["sequence"]) == ("facts", [], 1)
    assert (frames["kind"], frames["device_id"]) == ("frames", "device-1")
    assert frames["spool_id"] == batches[1].spool_id.hex()
    assert len(frames["points"]) == agent._instruments.samples
    uptime = next(point for point in frames["points"] if point["field"] == "uptime")
    assert uptime == {
        "measurement": "system", "tags": {}, "field": "uptime", "number": 3600, "decimals": 0, "taken_at_ms": NOW,
    }  # fmt: skip


def test_half_a_line_of_a_process_that_was_killed_is_taken_away(tmp_path: Path) -> None:
    agent, path = measured(), tmp_path / "acks.jsonl"
    AckLog(path).write("device-1", agent.outbox.fill()[:1], agent.outbox.definition)
    with path.open("a") as file:
        file.write('{"device_id": "dev')
    AckLog(path).write("device-1", agent.outbox.fill()[1:], agent.outbox.definition)
    assert [line["kind"] for line in written(path)] == ["facts", "frames"]


def test_a_file_with_only_half_a_line_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "acks.jsonl"
    path.write_text('{"dev')
    AckLog(path)
    assert path.read_text() == ""
