"""Spools and batches for tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from schoolwacht_agent.facts import PackedFacts, pack_events
from schoolwacht_agent.frames import PackedFrame, pack
from schoolwacht_agent.notices import CLOCK_JUMPED
from schoolwacht_agent.probe import Gauge
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.spool.limits import Limits
from schoolwacht_agent.spool.waiting import Waiting
from schoolwacht_agent.tally import Tally
from schoolwacht_protos.v1.ingest_pb2 import Frame, Payload

MINUTE = 60_000
LOAD = Gauge("system.load1", "1", "Load.", decimals=2)
ROOMY = Limits(reserve_bytes=0)
ALL = 1_000_000


def open_spool(folder: Path, limits: Limits = ROOMY, tally: Tally | None = None) -> Spool:
    return Spool(folder / "spool.db", limits, tally or Tally())


def frame(at_ms: int, value: float = 1.0) -> PackedFrame:
    return pack([LOAD(value)], at_ms).frames[0]


def large_frame(at_ms: int) -> PackedFrame:
    """Two hundred numbers that take 2 kB; nothing but its size matters."""
    payload = Payload(frames=[Frame(taken_at_ms=at_ms, numbers=[2**60] * 200)])
    return replace(frame(at_ms), payload=payload.SerializeToString(), samples=200)


def facts(seconds: int = 1, at_ms: int = MINUTE) -> PackedFacts:
    return pack_events([CLOCK_JUMPED(seconds=str(seconds))], at_ms)[0]


def everything(spool: Spool, live_since_ms: int = 2**60) -> list[Waiting]:
    return spool.take(live_since_ms, ALL, 2**40)


def times(batches: list[Waiting]) -> list[int]:
    return [batch.taken_at_ms for batch in batches if batch.kind == "frames"]


def events(batches: list[Waiting]) -> list[dict[str, str]]:
    return [
        {"name": event.name, **dict(zip(event.keys, event.values, strict=True))}
        for batch in batches
        for event in Payload.FromString(batch.payload).events
    ]
