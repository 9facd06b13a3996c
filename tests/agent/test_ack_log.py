from __future__ import annotations

import json
from pathlib import Path

from agent.spooling import everything, facts, frame, open_spool
from schoolwacht_agent.ack_log import AckLog


def test_a_line_has_every_sample_of_a_batch(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append(1, [frame(5, 0.25)], [facts()])
    log = AckLog(tmp_path / "logs" / "acks", spool.definition)
    log.write(everything(spool))
    log.write([])
    fact, measured = [json.loads(line) for line in (tmp_path / "logs" / "acks").read_text().splitlines()]
    assert fact["points"] == []
    assert (measured["spool_id"], measured["sequence"], measured["kind"]) == (spool.spool_id.hex(), 1, "frames")
    assert measured["points"] == [
        {"measurement": "system", "tags": {}, "field": "load1", "number": 25, "decimals": 2, "taken_at_ms": 5}
    ]


def test_half_a_line_that_a_kill_left_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "acks"
    path.write_text('{"points": []}\n{"poin')
    spool = open_spool(tmp_path)
    spool.append(1, [frame(5)])
    AckLog(path, spool.definition).write(everything(spool))
    assert [len(json.loads(line)["points"]) for line in path.read_text().splitlines()] == [0, 1]
