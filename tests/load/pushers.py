"""Agents that do nothing but push, in a process of their own so that the collector has a core to itself.

`python pushers.py PORT PKI SECONDS FILE FRAMES RATE`: FILE holds a JSON list of {key, certificate}; RATE is how many
calls a second all devices make together, 0 for as many as the collector takes; prints one JSON line.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import statistics
import time
from pathlib import Path

import grpc

from schoolwacht_collector.adapters.authority import SERVER_NAME
from schoolwacht_protos.v1 import ingest_pb2 as pb
from schoolwacht_protos.v1.ingest_pb2_grpc import IngestStub

SAMPLES = 100
IN_FLIGHT = 40


def dictionary() -> pb.Dictionary:
    """A hundred series, as a PC with a few volumes has them."""
    shapes = [
        pb.Shape(
            measurement="disk",
            tag_keys=["device", "fstype", "mode", "path"],
            tag_values=[f"sd{n}", "ext4", "rw", f"/{n}"],
            fields=["free", "inodes_free", "inodes_total", "inodes_used", "total"],
            decimals=[0, 0, 0, 0, 0],
        )
        for n in range(SAMPLES // 5)
    ]
    definition = pb.Definition(shapes=shapes).SerializeToString()
    return pb.Dictionary(id=int.from_bytes(hashlib.sha256(definition).digest()[:8], "big"), definition=definition)


class Pusher:
    """One device with a connection of its own."""

    def __init__(self, port: int, root: bytes, pair: dict[str, str], frames: int) -> None:
        self._channel = grpc.aio.secure_channel(
            f"127.0.0.1:{port}",
            grpc.ssl_channel_credentials(root, pair["key"].encode(), pair["certificate"].encode()),
            [("grpc.ssl_target_name_override", SERVER_NAME)],
        )
        self._stub = IngestStub(self._channel)
        self._spool, self._sequence, self._frames = os.urandom(16), 0, frames
        self._clock = time.time_ns() // 1_000_000
        self._revision = 0

    async def push(self) -> int:
        """One call; gives how many batches were stored."""
        batches = []
        for _ in range(self._frames):
            self._sequence += 1
            self._clock -= 60_000 if self._frames > 1 else -1
            numbers = [random.getrandbits(34) for _ in range(SAMPLES)]
            frame = pb.Frame(dictionary=DICTIONARY.id, taken_at_ms=self._clock, numbers=numbers)
            payload = pb.Payload(frames=[frame]).SerializeToString()
            batches.append(pb.Batch(spool_id=self._spool, sequence=self._sequence, payload=payload))
        request = pb.PushRequest(config_revision=self._revision, batches=batches)
        if self._sequence <= self._frames:  # like an agent: its release and its dictionaries once
            request.agent_version = "bench"
            request.dictionaries.append(DICTIONARY)
        reply = await self._stub.Push(request, timeout=30)
        self._revision = reply.config.revision or self._revision
        return sum(answer.outcome == pb.BatchAnswer.STORED for answer in reply.answers)


DICTIONARY = dictionary()


async def main(options: argparse.Namespace) -> dict[str, float]:
    """Pushes, and tells how many calls there were, how many batches were stored, and how long the slowest took."""
    root = (options.pki / "servers.crt").read_bytes()
    pushers = [Pusher(options.port, root, pair, options.frames) for pair in json.loads(options.pairs.read_text())]
    for pusher in pushers:
        await pusher.push()
    took: list[float] = []
    stored: list[int] = []
    begun = time.monotonic()
    end = begun + options.seconds

    async def timed(pusher: Pusher, since: float) -> None:
        stored.append(await pusher.push())
        took.append(time.monotonic() - since)

    async def keep_busy(mine: list[Pusher]) -> None:
        while time.monotonic() < end:
            for pusher in mine:
                await timed(pusher, time.monotonic())

    async def keep_pace(place: int, pusher: Pusher) -> None:
        """At even distances. Time counts from when the call was due, so that a slow answer is not forgiven."""
        every = len(pushers) / options.rate
        due = begun + every * place / len(pushers)
        while due < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await timed(pusher, due)
            due += every

    if options.rate:
        await asyncio.gather(*(keep_pace(place, pusher) for place, pusher in enumerate(pushers)))
    else:
        await asyncio.gather(*(keep_busy(pushers[n::IN_FLIGHT]) for n in range(min(IN_FLIGHT, len(pushers)))))
    p99 = statistics.quantiles(took, n=100)[98]
    seconds = time.monotonic() - begun
    return {"calls": len(took), "batches": sum(stored), "seconds": seconds, "p99_ms": p99 * 1000}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("pki", type=Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("frames", type=int)
    parser.add_argument("rate", type=float, nargs="?", default=0.0)
    print(json.dumps(asyncio.run(main(parser.parse_args()))))
