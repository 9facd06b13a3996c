"""A machine that speaks the wire itself, so that a test decides every byte it sends; and the messages it sends."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

from schoolwacht_collector.cli.client import call, listed
from schoolwacht_protos.v1 import enrolment_pb2
from schoolwacht_protos.v1 import ingest_pb2 as pb
from schoolwacht_protos.v1.ingest_pb2_grpc import IngestStub
from stage.collector import StagedCollector
from stage.enrolling import channel, enrol

STORED, REFUSED = pb.BatchAnswer.STORED, pb.BatchAnswer.REFUSED
NEW_SPOOL, SEND_DICTIONARY = pb.BatchAnswer.NEW_SPOOL, pb.BatchAnswer.SEND_DICTIONARY


def now_ms() -> int:
    """This moment, as frames have it."""
    return int(datetime.now(UTC).timestamp() * 1000)


def shape(measurement: str, fields: Mapping[str, int], tags: Mapping[str, str] | None = None) -> pb.Shape:
    """Fields with their decimals."""
    named = sorted((tags or {}).items())
    return pb.Shape(
        measurement=measurement,
        tag_keys=[key for key, _ in named],
        tag_values=[value for _, value in named],
        fields=list(fields),
        decimals=list(fields.values()),
    )


def volume(path: str, *fields: str) -> pb.Shape:
    """A volume of a disk, as the probe of disks tells it."""
    return shape("disk", dict.fromkeys(fields, 0), {"path": path, "device": "sda1", "fstype": "ext4", "mode": "rw"})


def dictionary(*shapes: pb.Shape) -> pb.Dictionary:
    """A dictionary under the id that its content has."""
    definition = pb.Definition(shapes=shapes).SerializeToString()
    return pb.Dictionary(id=int.from_bytes(hashlib.sha256(definition).digest()[:8]), definition=definition)


def frame(means: pb.Dictionary, *numbers: int, at: int | None = None) -> pb.Payload:
    """One frame: numbers in the order of the dictionary's fields."""
    taken = now_ms() if at is None else at
    return pb.Payload(frames=[pb.Frame(dictionary=means.id, taken_at_ms=taken, numbers=numbers)])


def snapshot(table: str, **columns: Sequence[str]) -> pb.Payload:
    """A table of texts."""
    rows = len(next(iter(columns.values())))
    wire = [pb.Column(name=name, texts=texts) for name, texts in columns.items()]
    return pb.Payload(
        tables=[pb.TableUpdate(table=table, taken_at_ms=now_ms(), snapshot=True, rows=rows, columns=wire)]
    )


MEM = dictionary(shape("mem", {"used": 0}))


class RawAgent:
    """A device that speaks the wire itself. Batches are numbered as an honest agent numbers them."""

    def __init__(self, collector: StagedCollector, token: str, host: str = "raw") -> None:
        pair, self.device_id = enrol(collector, token, enrolment_pb2.Claims(host=host))
        self.spool = os.urandom(16)
        self._numbers = count(1)
        self._home = collector.home
        self._channel = channel(collector, pair)
        self._push = IngestStub(self._channel).Push

    def close(self) -> None:
        """Hangs up."""
        self._channel.close()

    def batch(self, payload: pb.Payload | bytes) -> pb.Batch:
        """A batch under the next number of this agent's spool."""
        content = payload if isinstance(payload, bytes) else payload.SerializeToString()
        return pb.Batch(spool_id=self.spool, sequence=next(self._numbers), payload=content)

    def send(self, *batches: pb.Batch, dictionaries: Sequence[pb.Dictionary] = (), sent_at: int = 0) -> pb.PushReply:
        """One call of Push."""
        request = pb.PushRequest(batches=batches, dictionaries=dictionaries, sent_at_ms=sent_at)
        return self._push(request, timeout=20)

    def push(self, *payloads: pb.Payload | bytes, dictionaries: Sequence[pb.Dictionary] = ()) -> list[pb.BatchAnswer]:
        """Sends new batches, and gives what became of each."""
        return list(self.send(*map(self.batch, payloads), dictionaries=dictionaries).answers)

    def points(self, metric: str) -> list[tuple[Mapping[str, str], list[float]]]:
        """What the store has of this device: tags and values of each series."""
        asked = {"metric": metric, "device": self.device_id, "since": "2010-01-01T00:00:00Z"}
        found = listed(self._home, "/series", asked)
        return [(one["tags"], [value for _, value in one["points"]]) for one in found]

    def shown(self) -> dict[str, Any]:
        """`schoolwacht device show`."""
        device: dict[str, Any] = call(self._home, "GET", f"/devices/{self.device_id}")
        return device

    def has(self, value: float, metric: str = "mem.used") -> bool:
        """Whether the store has this value of the device."""
        return any(value in values for _, values in self.points(metric))


@contextmanager
def joined(collector: StagedCollector, token: str, host: str = "raw") -> Iterator[RawAgent]:
    """An agent that has joined, and hangs up at the end."""
    agent = RawAgent(collector, token, host)
    try:
        yield agent
    finally:
        agent.close()


def doctor(collector: StagedCollector) -> dict[str, dict[str, str]]:
    """Each check of `schoolwacht doctor` by its name."""
    return {check["name"]: check for check in call(collector.home, "GET", "/doctor")}
