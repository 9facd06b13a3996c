"""The Push call: reads batches, has them recorded, and answers what became of each."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import grpc
import structlog

from schoolwacht_collector.books.batches import BatchKey, KnownDictionary
from schoolwacht_collector.books.devices import Caller
from schoolwacht_collector.domain.incoming import Answer, Outcome
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.domain.vocabulary import Vocabulary
from schoolwacht_collector.entrypoints.grpc_ingest.callers import CALLER
from schoolwacht_collector.entrypoints.grpc_ingest.census import Malformed
from schoolwacht_collector.entrypoints.grpc_ingest.dictionaries import DictionaryShelf, Lesson
from schoolwacht_collector.entrypoints.grpc_ingest.translate import Sender, read_payload, read_request
from schoolwacht_collector.ports import Busy, Ledger
from schoolwacht_collector.usecases.record_batch import Incoming, Recorder
from schoolwacht_protos.v1 import ingest_pb2 as pb

CALLS_A_SECOND, BURST = 50, 500
"""What one device may do. An agent pushes once a minute; with a backlog of two weeks, some twenty times a second."""

QUARANTINED_BYTES = 64 * 1024
FURTHEST_MS = 100 * 365 * 86_400_000
SPOOL_ID_BYTES = 16
RETRY_MS = 5000

_OUTCOMES = {
    Outcome.STORED: pb.BatchAnswer.STORED,
    Outcome.NEW_SPOOL: pb.BatchAnswer.NEW_SPOOL,
    Outcome.SEND_DICTIONARY: pb.BatchAnswer.SEND_DICTIONARY,
    Outcome.REFUSED: pb.BatchAnswer.REFUSED,
    Outcome.LATER: pb.BatchAnswer.LATER,
}
_NOTHING_LEARNT = Lesson()
log = structlog.get_logger()


@dataclass(slots=True)
class Allowance:
    """What is left of a device's calls: a bucket that refills."""

    left: float
    filled_at: float


class IngestServicer:
    """Identity comes from the interceptor, limits from `translate`, decisions from `record_batch`."""

    def __init__(
        self,
        ledger: Ledger,
        recorder: Recorder[asyncio.Future[Answer]],
        shelf: DictionaryShelf,
        vocabulary: Vocabulary,
        config_of: Callable[[Caller], pb.AgentConfig],
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._ledger = ledger
        self._recorder = recorder
        self._shelf = shelf
        self._vocabulary = vocabulary
        self._config_of = config_of
        self._clock = clock
        self._monotonic = monotonic
        self._allowances: OrderedDict[int, Allowance] = OrderedDict()

    async def push(self, data: bytes, context: grpc.aio.ServicerContext[Any, Any]) -> pb.PushReply:
        """See `Ingest.Push` in ingest.proto. The request comes as bytes, so that it is looked at before it is built."""
        caller, now = CALLER.get(), self._clock()
        if not self._may_call(caller.number):
            await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many calls; one a minute is usual")
        try:
            request = read_request(data)
        except Malformed as flaw:
            log.warning("push.malformed", device=caller.device.device_id, why=str(flaw))
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(flaw))
            raise AssertionError("abort does not return") from flaw
        offset = _offset(request.sent_at_ms, now)
        reply = pb.PushReply(server_time_ms=_ms(now))
        self._note_version(caller, request.agent_version)
        try:
            lesson = _NOTHING_LEARNT
            if request.dictionaries:
                lesson = await self._shelf.learn(caller.number, request.dictionaries, now)
            answers = await self._record(request.batches, caller, now, offset, lesson, reply)
        except Busy as behind:
            log.warning("push.busy", why=str(behind))
            answers = [Answer(Outcome.LATER, str(behind))] * len(request.batches)
            reply.retry_after_ms = RETRY_MS
        self._fill(reply, answers)
        config = self._config_of(caller)
        if config.revision != request.config_revision:
            reply.config.CopyFrom(config)
        return reply

    def _note_version(self, caller: Caller, said: str) -> None:
        """An agent says its release after each start; a new one is kept."""
        version = clean(said, 32)
        if version and version != caller.device.agent_version:
            device_id = caller.device.device_id
            self._ledger.submit(lambda books: books.devices.change(device_id, {"agent_version": version}))

    async def _record(
        self,
        batches: Sequence[pb.Batch],
        caller: Caller,
        now: datetime,
        offset: int,
        lesson: Lesson,
        reply: pb.PushReply,
    ) -> list[Answer]:
        waiting: list[asyncio.Future[Answer] | Answer] = []
        missing: set[int] = set()
        known = await self._shelf.of(caller.number)
        for batch in batches:
            incoming, wanted = self._incoming(batch, caller, now, offset, lesson, known)
            missing |= wanted
            waiting.append(self._recorder.submit(incoming) if isinstance(incoming, Incoming) else incoming)
        reply.missing_dictionaries.extend(sorted(missing))
        return [one if isinstance(one, Answer) else await one for one in waiting]

    def _incoming(
        self,
        batch: pb.Batch,
        caller: Caller,
        now: datetime,
        offset: int,
        lesson: Lesson,
        known: dict[int, KnownDictionary],
    ) -> tuple[Incoming | Answer, set[int]]:
        """A batch ready to be recorded, or an answer at once; and the dictionaries it cannot be read without."""
        device = caller.device
        if len(batch.spool_id) != SPOOL_ID_BYTES or batch.sequence >= 2**63:
            return Answer(Outcome.REFUSED, "a batch without a proper spool id and number"), set()
        key = BatchKey(caller.number, batch.spool_id, batch.sequence)
        digest, body = hashlib.sha256(batch.payload).digest(), batch.payload[:QUARANTINED_BYTES]
        sender = Sender(caller.number, device.host, device.site, device.room)
        try:
            parcel = read_payload(batch.payload, sender, known, self._vocabulary, now)
        except Malformed as flaw:
            return Incoming(device, key, digest, now, offset, refused=str(flaw), body=body), set()
        if refused := parcel.missing & lesson.refused.keys():
            reason = "; ".join(sorted({lesson.refused[one] for one in refused}))
            return Incoming(device, key, digest, now, offset, refused=reason, body=body), set()
        if parcel.missing:
            return Answer(Outcome.SEND_DICTIONARY), parcel.missing
        for used in {frame.dictionary.dictionary.key for frame in parcel.frames} & lesson.flaws.keys():
            parcel.flaws += lesson.flaws[used]
        incoming = Incoming(
            device, key, digest, now, offset, parcel.frames, parcel.tables, parcel.events, parcel.flaws,
            body=body if parcel.flaws else b"",
        )  # fmt: skip
        return incoming, set()

    def _fill(self, reply: pb.PushReply, answers: Sequence[Answer]) -> None:
        for answer in answers:
            reply.answers.add(outcome=_OUTCOMES[answer.outcome], reason=answer.reason)
        reply.resend_tables.extend(sorted({table for answer in answers for table in answer.resend_tables}))

    def _may_call(self, device: int) -> bool:
        now = self._monotonic()
        allowance = self._allowances.setdefault(device, Allowance(BURST, now))
        allowance.left = min(BURST, allowance.left + (now - allowance.filled_at) * CALLS_A_SECOND)
        allowance.filled_at = now
        if allowance.left < 1:
            return False
        allowance.left -= 1
        return True


def _offset(sent_at_ms: int, now: datetime) -> int:
    """How far the sender's clock is off, as far as a number can be believed; 0 when it did not say."""
    return max(-FURTHEST_MS, min(FURTHEST_MS, sent_at_ms - _ms(now))) if sent_at_ms else 0


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
