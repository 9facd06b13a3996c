from __future__ import annotations

from pathlib import Path

import pytest

from agent.spooling import everything, facts, frame, open_spool, times
from schoolwacht_agent.orders import Orders, ProbeOrder
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.uplink.exchange import Outcome, Parcel, fill, settle
from schoolwacht_protos.v1.ingest_pb2 import AgentConfig, BatchAnswer, ProbeSetting, PushReply

STORED, REFUSED, LATER = BatchAnswer.STORED, BatchAnswer.REFUSED, BatchAnswer.LATER


def spool_of(folder: Path, frames: int) -> Spool:
    spool = open_spool(folder)
    for number in range(1, frames + 1):
        spool.append(number, [frame(number)])
    return spool


def answer(spool: Spool, parcel: Parcel, *outcomes: int, **more: object) -> Outcome:
    reply = PushReply(**more)  # type: ignore[arg-type]  # each test gives fields that a PushReply has
    for outcome in outcomes:
        reply.answers.add(outcome=outcome)
    return settle(spool, parcel, reply, lambda _: None, {})


def test_each_batch_gets_what_was_answered_for_it(tmp_path: Path) -> None:
    spool = spool_of(tmp_path, 4)
    outcome = answer(spool, fill(spool, 0), STORED, REFUSED, LATER, STORED, retry_after_ms=70)
    assert times(everything(spool)) == [3]
    assert outcome == Outcome(progress=True, pause=True, retry_after_ms=70)


def test_what_is_acknowledged_is_logged_while_it_is_still_on_disk(tmp_path: Path) -> None:
    spool = spool_of(tmp_path, 1)
    parcel = fill(spool, 0)
    seen: list[tuple[list[int], list[int]]] = []
    reply = PushReply(answers=[BatchAnswer(outcome=STORED)])
    settle(spool, parcel, reply, lambda b: seen.append((times(list(b)), times(everything(spool)))), {})
    assert seen == [([1], [1])]
    assert everything(spool) == []


@pytest.mark.parametrize("outcomes", [(), (STORED,), (STORED, STORED, STORED)])
def test_an_answer_of_the_wrong_length_deletes_nothing(tmp_path: Path, outcomes: tuple[int, ...]) -> None:
    spool = spool_of(tmp_path, 2)
    assert answer(spool, fill(spool, 0), *outcomes) == Outcome(progress=False, pause=True)
    assert times(everything(spool)) == [1, 2]


@pytest.mark.parametrize("unknown", [0, 99])
def test_an_outcome_of_a_newer_collector_keeps_the_batch(tmp_path: Path, unknown: int) -> None:
    spool = spool_of(tmp_path, 1)
    assert answer(spool, fill(spool, 0), unknown).pause
    assert times(everything(spool)) == [1]


def test_new_spool_renames_all_but_what_was_stored_in_the_same_answer(tmp_path: Path) -> None:
    spool = spool_of(tmp_path, 3)
    before = everything(spool)
    parcel = Parcel(tuple(before[:2]))
    assert not answer(spool, parcel, BatchAnswer.NEW_SPOOL, STORED).pause
    after = everything(spool)
    assert [batch.payload for batch in after] == [before[0].payload, before[2].payload]
    assert {batch.spool_id for batch in after}.isdisjoint({before[0].spool_id})


def test_a_dictionary_that_is_missed_goes_along_next_time(tmp_path: Path) -> None:
    spool = spool_of(tmp_path, 2)
    parcel = fill(spool, 0)
    assert len(parcel.dictionaries) == 1
    name = int.from_bytes(parcel.dictionaries[0][0])
    answer(spool, parcel, STORED, LATER)
    assert fill(spool, 0).dictionaries == ()
    answer(spool, fill(spool, 0), BatchAnswer.SEND_DICTIONARY, missing_dictionaries=[name])
    assert fill(spool, 0).dictionaries == parcel.dictionaries


def test_orders_are_checked_and_survive_a_restart(tmp_path: Path) -> None:
    spool = spool_of(tmp_path, 0)
    config = AgentConfig(revision=3, push_every_seconds=1, probes=[ProbeSetting(probe="os", every_seconds=5)])
    outcome = answer(spool, fill(spool, 0), config=config, resend_tables=["os", "os", "disks"])
    assert outcome.orders == Orders(3, 10, {"os": ProbeOrder(False, 10)})
    assert outcome.resend == ("os", "disks")
    assert Orders.from_bytes(spool.recall("orders")) == outcome.orders


def test_a_request_carries_the_bytes_from_disk(tmp_path: Path) -> None:
    spool = spool_of(tmp_path, 1)
    spool.append(2, facts=[facts()])
    request = fill(spool, 0).request("1.2", 7, 1234)
    assert (request.agent_version, request.config_revision, request.sent_at_ms) == ("1.2", 7, 1234)
    assert [batch.payload for batch in request.batches] == [batch.payload for batch in everything(spool)]
    assert [batch.sequence for batch in request.batches] == [2, 1]
