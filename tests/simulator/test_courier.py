"""Enrolling and handing over, against a collector that answers as it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest

from schoolwacht_protos.v1.enrolment_pb2 import EnrolReply
from schoolwacht_protos.v1.ingest_pb2 import AgentConfig, BatchAnswer, Payload, PushReply, PushRequest
from schoolwacht_simulator.courier import ANY_PLACE, MOST_FRUITLESS, Courier, Later, Office, Tally
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.identity import Wallet
from schoolwacht_simulator.line import LineTrouble, NotWelcome
from simulator.fake_collector import FakeCollector, all_of, fake_collector
from simulator.said import agent_of
from simulator.story import HOUR_MS, TUESDAY, at, machine, school

NOW = at(TUESDAY, 10)
STORED, LATER, REFUSED = BatchAnswer.STORED, BatchAnswer.LATER, BatchAnswer.REFUSED


@pytest.fixture
async def collector() -> AsyncIterator[FakeCollector]:
    async with fake_collector() as made:
        yield made


def courier(collector: FakeCollector, home: Path, device: SimulatedDevice | None = None, frames: int = 1) -> Courier:
    agent = agent_of(device or machine("sec-pc01"))
    boot_ms = NOW - HOUR_MS
    agent.begin(boot_ms)
    for number in range(frames):
        agent.measure(NOW - 60_000 * (frames - number), boot_ms)
    return Courier(agent, Office(collector.address, {ANY_PLACE: collector.token}, Wallet(home)))


async def hand_over(one: Courier, now_ms: int = NOW) -> Tally:
    tally = Tally()
    try:
        await one.hand_over(now_ms, tally)
    finally:
        await one.close()
    return tally


async def test_a_machine_enrols_once_and_hands_over_all_it_has(collector: FakeCollector, tmp_path: Path) -> None:
    one = courier(collector, tmp_path)
    assert await hand_over(one) == Tally(pushed=2, stored=2)
    one.agent.measure(NOW + 60_000, NOW)
    assert await hand_over(one) == Tally(pushed=1, stored=1)
    (joined,) = collector.enrolled
    assert joined.token == "secret"
    assert joined.claims.host == "sec-pc01"
    assert [request.agent_version for request in collector.pushed] == [one.agent.device.agent_version, ""]
    assert abs(collector.pushed[0].sent_at_ms - NOW) < 1000


async def test_a_restart_is_the_same_device(collector: FakeCollector, tmp_path: Path) -> None:
    await hand_over(courier(collector, tmp_path))
    await hand_over(courier(collector, tmp_path))
    assert len(collector.enrolled) == 1


async def test_a_refused_batch_is_taken_away_and_counted(collector: FakeCollector, tmp_path: Path) -> None:
    collector.answers = [all_of(REFUSED)]
    one = courier(collector, tmp_path)
    assert await hand_over(one) == Tally(pushed=2, refused=2)
    assert len(one.agent.outbox) == 0


async def test_later_leaves_everything_and_says_when_to_come_back(collector: FakeCollector, tmp_path: Path) -> None:
    collector.answers = [all_of(LATER, retry_after_ms=2500)]
    one = courier(collector, tmp_path)
    with pytest.raises(Later) as told:
        await hand_over(one)
    assert told.value.retry_after_seconds == 2.5
    assert len(one.agent.outbox) == 2


async def test_new_spool_sends_the_same_bytes_under_another_name(collector: FakeCollector, tmp_path: Path) -> None:
    collector.answers = [all_of(BatchAnswer.NEW_SPOOL), all_of(STORED)]
    await hand_over(courier(collector, tmp_path))
    first, second = collector.pushed
    assert [batch.payload for batch in first.batches] == [batch.payload for batch in second.batches]
    assert {batch.spool_id for batch in first.batches}.isdisjoint({batch.spool_id for batch in second.batches})


async def test_a_missing_dictionary_goes_along_the_next_time(collector: FakeCollector, tmp_path: Path) -> None:
    one = courier(collector, tmp_path)
    await hand_over(one)
    dictionary = collector.pushed[0].dictionaries[0]
    collector.answers = [
        all_of(BatchAnswer.SEND_DICTIONARY, missing_dictionaries=[dictionary.id]), all_of(STORED),
    ]  # fmt: skip
    one.agent.measure(NOW + 60_000, NOW)
    assert (await hand_over(one)).stored == 1
    assert [list(request.dictionaries) for request in collector.pushed[1:]] == [[], [dictionary]]


async def test_answers_that_never_get_anywhere_end_the_try(collector: FakeCollector, tmp_path: Path) -> None:
    collector.answers = [all_of(BatchAnswer.NEW_SPOOL)]
    with pytest.raises(Later):
        await hand_over(courier(collector, tmp_path))
    assert len(collector.pushed) == MOST_FRUITLESS + 1


async def test_a_wrong_number_of_answers_leaves_everything(collector: FakeCollector, tmp_path: Path) -> None:
    collector.answers = [lambda _: PushReply(answers=[BatchAnswer(outcome=STORED)])]
    one = courier(collector, tmp_path)
    with pytest.raises(Later):
        await hand_over(one)
    assert len(one.agent.outbox) == 2


async def test_a_table_that_is_asked_for_goes_with_the_next_measurement(
    collector: FakeCollector, tmp_path: Path
) -> None:
    collector.answers = [all_of(STORED, resend_tables=["software"]), all_of(STORED)]
    one = courier(collector, tmp_path)
    await hand_over(one)
    one.agent.measure(NOW + 60_000, NOW)
    await hand_over(one)
    tables = [update for batch in collector.pushed[1].batches for update in Payload.FromString(batch.payload).tables]
    assert [(update.table, update.snapshot) for update in tables] == [("software", True)]


async def test_the_revision_of_the_orders_is_said_back(collector: FakeCollector, tmp_path: Path) -> None:
    collector.answers = [all_of(STORED, config=AgentConfig(revision=5)), all_of(STORED)]
    one = courier(collector, tmp_path)
    await hand_over(one)
    one.agent.measure(NOW + 60_000, NOW)
    await hand_over(one)
    assert [request.config_revision for request in collector.pushed] == [0, 5]


async def test_a_batch_that_cannot_be_read_does_not_block_the_others(collector: FakeCollector, tmp_path: Path) -> None:
    one = courier(collector, tmp_path, frames=9)
    poison = one.agent.outbox.fill()[5].payload

    def choosy(request: PushRequest) -> PushReply | grpc.StatusCode:
        sick = any(batch.payload == poison for batch in request.batches)
        return grpc.StatusCode.INVALID_ARGUMENT if sick else all_of(STORED)(request)

    collector.answers = [choosy]
    tally = await hand_over(one)
    assert (tally.stored, tally.refused) == (9, 1)
    assert len(one.agent.outbox) == 0


async def test_trouble_on_the_line_leaves_everything_and_is_counted(collector: FakeCollector, tmp_path: Path) -> None:
    collector.answers = [grpc.StatusCode.UNAVAILABLE, all_of(STORED)]
    one = courier(collector, tmp_path)
    with pytest.raises(LineTrouble, match="told to fail"):
        await hand_over(one)
    assert (len(one.agent.outbox), one.agent.counters.failures) == (2, 1)
    assert (await hand_over(one)).stored == 2


async def test_a_machine_that_is_not_wanted_knows_it(collector: FakeCollector, tmp_path: Path) -> None:
    collector.answers = [grpc.StatusCode.UNAUTHENTICATED]
    with pytest.raises(NotWelcome):
        await hand_over(courier(collector, tmp_path))


async def test_a_machine_that_must_be_approved_waits(collector: FakeCollector, tmp_path: Path) -> None:
    collector.status = EnrolReply.PENDING
    one = courier(collector, tmp_path)
    with pytest.raises(LineTrouble, match="until somebody approves it"):
        await hand_over(one)
    collector.status = EnrolReply.APPROVED
    assert (await hand_over(one)).stored == 2
    assert collector.enrolled[0].signing_request == collector.enrolled[1].signing_request


async def test_a_place_without_a_token_is_named(collector: FakeCollector, tmp_path: Path) -> None:
    one = courier(collector, tmp_path)
    one._office = Office(collector.address, {"elsewhere": collector.token}, Wallet(tmp_path))
    with pytest.raises(LineTrouble, match=r"no token for Hoofdgebouw\|H0.02 Secretariaat\|staff"):
        await hand_over(one)


async def test_a_copied_disk_poses_as_the_machine_it_was_copied_from(collector: FakeCollector, tmp_path: Path) -> None:
    (copy,) = school().copies
    with pytest.raises(LineTrouble, match="not enrolled yet"):
        await hand_over(courier(collector, tmp_path, copy))
    await hand_over(courier(collector, tmp_path, machine(copy.copy_of)))
    assert (await hand_over(courier(collector, tmp_path, copy))).stored == 2
    assert len(collector.enrolled) == 1
