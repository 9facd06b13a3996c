from __future__ import annotations

from pathlib import Path

from schoolwacht_agent import last_message
from schoolwacht_protos.v1.ingest_pb2 import Batch, PushRequest


def test_the_last_message_is_kept_for_its_owner(tmp_path: Path) -> None:
    assert last_message.read(tmp_path) is None
    request = PushRequest(agent_version="1", batches=[Batch(sequence=3, payload=b"x")])
    last_message.keep(tmp_path, request)
    assert last_message.read(tmp_path) == request
    assert (tmp_path / last_message.NAME).stat().st_mode & 0o777 == 0o600


def test_a_large_one_is_kept_in_part_and_stays_whole_for_the_collector(tmp_path: Path) -> None:
    request = PushRequest(batches=[Batch(sequence=n, payload=b"x" * 100_000) for n in range(5)])
    last_message.keep(tmp_path, request)
    kept = last_message.read(tmp_path)
    assert kept is not None
    assert [batch.sequence for batch in kept.batches] == [3, 4]
    assert len(request.batches) == 5


def test_a_disk_that_takes_nothing_is_no_reason_to_stop(tmp_path: Path) -> None:
    last_message.keep(tmp_path / "missing", PushRequest())
