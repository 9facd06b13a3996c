from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import grpc

from schoolwacht_protos.v1.ingest_pb2 import BatchAnswer, Payload
from schoolwacht_simulator.courier import ANY_PLACE, Later, Office, Tally
from schoolwacht_simulator.identity import Wallet
from schoolwacht_simulator.line import LineTrouble, NotWelcome
from schoolwacht_simulator.runner import Rhythm, _pause, run
from simulator.fake_collector import FakeCollector, all_of, fake_collector
from simulator.story import school, spool_ids

DEVICES = 20


def now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


async def ran(collector: FakeCollector, home: Path, seconds: float) -> Tally:
    ids, stop = spool_ids(), asyncio.Event()
    office = Office(collector.address, {ANY_PLACE: collector.token}, Wallet(home))
    asyncio.get_running_loop().call_later(seconds, stop.set)
    return await run(school(DEVICES), office, Rhythm(1.0, now_ms), lambda: next(ids), stop)


async def test_every_machine_measures_at_its_rhythm_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with fake_collector() as collector:
        tally = await ran(collector, tmp_path, 2.5)
    assert len(collector.enrolled) == DEVICES
    assert tally.pushed == tally.stored
    frames = [
        frame
        for request in collector.pushed
        for batch in request.batches
        for frame in Payload.FromString(batch.payload).frames
    ]
    assert 2 * DEVICES <= len(frames) <= 3 * DEVICES


async def test_what_could_not_be_handed_over_goes_at_the_farewell(tmp_path: Path) -> None:
    async with fake_collector() as collector:
        collector.answers = [*[grpc.StatusCode.UNAVAILABLE] * DEVICES, all_of(BatchAnswer.STORED)]
        tally = await ran(collector, tmp_path, 1.2)
    assert tally.stored >= 2 * DEVICES
    assert tally.pushed > tally.stored


def test_pauses_grow_are_bounded_and_as_long_as_the_collector_asked() -> None:
    assert all(0.5 <= _pause(LineTrouble(), 1) <= 2 for _ in range(50))
    assert all(0.5 <= _pause(LineTrouble(), 500) <= 60 for _ in range(50))
    assert _pause(Later(90_000), 1) == 90
    assert all(60 <= _pause(NotWelcome(), 1) <= 120 for _ in range(50))
