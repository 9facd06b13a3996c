"""What a simulated machine said, read back from its batches as the collector reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schoolwacht_protos.v1.ingest_pb2 import BatchAnswer, Definition, Event, Payload, PushReply, TableUpdate
from schoolwacht_simulator.agent import Agent
from schoolwacht_simulator.device import SimulatedDevice
from simulator.story import MINUTE_MS, spool_ids

Key = tuple[str, tuple[tuple[str, str], ...], str]
STORED = BatchAnswer.STORED


@dataclass(frozen=True, slots=True)
class Frame:
    """All numbers of one moment, as they are: by measurement, tags and field."""

    taken_at_ms: int
    boot_ms: int
    numbers: dict[Key, float]


@dataclass(slots=True)
class Day:
    """One machine's day."""

    frames: list[Frame]
    tables: list[TableUpdate]
    events: list[Event]
    definition: Definition


def live_through(agent: Agent, after_ms: int, until_ms: int, step_ms: int = 10 * MINUTE_MS) -> Day:
    """Lives from one moment to another in steps; the collector stores everything at once."""
    (dictionary,) = agent.outbox._definitions
    definition = Definition.FromString(agent.outbox.definition(dictionary) or b"")
    day = Day([], [], [], definition)
    for now in range(after_ms + step_ms, until_ms + 1, step_ms):
        if agent.live(now - step_ms, now):
            session = agent._session
            assert session is not None
            take(agent, day, session.boot_ms)
    return day


def take(agent: Agent, day: Day, boot_ms: int) -> None:
    """Reads all that waits, and has it stored."""
    while batches := agent.outbox.fill():
        for batch in batches:
            payload = Payload.FromString(batch.payload)
            day.tables += payload.tables
            day.events += payload.events
            day.frames += [
                Frame(one.taken_at_ms, boot_ms, dict(_numbers(day.definition, list(one.numbers))))
                for one in payload.frames
            ]
        agent.outbox.settle(batches, PushReply(answers=[BatchAnswer(outcome=STORED)] * len(batches)), lambda _: None)


def _numbers(definition: Definition, numbers: list[int]) -> Iterator[tuple[Key, float]]:
    left = iter(numbers)
    for shape in definition.shapes:
        tags = tuple(zip(shape.tag_keys, shape.tag_values, strict=True))
        for name, decimals in zip(shape.fields, shape.decimals, strict=True):
            yield (shape.measurement, tags, name), next(left) / 10**decimals
    assert next(left, None) is None


def agent_of(device: SimulatedDevice) -> Agent:
    """An agent with spool ids that can be told apart."""
    ids = spool_ids()
    return Agent(device, lambda: next(ids))
