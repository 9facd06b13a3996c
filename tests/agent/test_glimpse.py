from __future__ import annotations

from pathlib import Path

from agent.spooling import frame, open_spool
from schoolwacht_agent.glimpse import Glimpse, definition, glimpse
from schoolwacht_agent.only_one import Hold


def test_a_home_where_nothing_ever_ran(tmp_path: Path) -> None:
    assert glimpse(tmp_path) == Glimpse(running=False)
    assert definition(tmp_path, b"x" * 8) is None


def test_another_process_sees_how_things_stand(tmp_path: Path) -> None:
    hold = Hold(tmp_path)
    spool = open_spool(tmp_path)
    spool.append(7, [frame(7)], notes={"contact": b'{"at_ms": 1, "well": true, "words": "fine"}'})
    seen = glimpse(tmp_path)
    assert (seen.running, seen.batches, seen.oldest_ms) == (True, 1, 7)
    assert seen.contact == {"at_ms": 1, "well": True, "words": "fine"}
    assert definition(tmp_path, frame(7).dictionary) == frame(7).definition
    hold.release()
    assert not glimpse(tmp_path).running


def test_a_broken_spool_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "spool.db").write_bytes(b"nonsense" * 1000)
    assert "not a database" in glimpse(tmp_path).problem
