"""The Push call: reads batches, has them recorded, and answers what became of each."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
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
from schoolwacht_collector.entrypoints.grpc_ingest.translate import read_payload, read_request
from schoolwacht_collector.ports import Busy, Ledger
from schoolwacht_collector.usecases.record_batch import STORED, Incoming, Recorder
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
_STORED = pb.BatchAnswer(outcome=pb.BatchAnswer.STORED)
_NOTHING_LEARNT = Lesson()
_MOST_NOTED = 20_000
log = structlog.get_logger()


@dataclass(slots=True)
class Allowance:
    """What is left of a device's calls: a bucket that refills."""

    left: float
    filled_at: float


class Visit:
    """What all batches of one call have in common."""

    __slots__ = ("caller", "lesson", "now", "now_ms", "offset")

    def __init__(self, caller: Caller, now: datetime, now_ms: int, sent_at_ms: int) -> None:
        self.caller = caller
        self.now = now
        self.now_ms = now_ms
        self.lesson = _NOTHING_LEARNT
        # How far the sender's clock is off, as far as a number can be believed; 0 when it did not say.
        self.offset = max(-FURTHEST_MS, min(FURTHEST_MS, sent_at_ms - now_ms)) if sent_at_ms else 0


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
        self._allowances: dict[int, Allowance] = {}
        self._noted: dict[int, str] = {}

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
        visit = Visit(caller, now, int(now.timestamp() * 1000), request.sent_at_ms)
        reply = pb.PushReply(server_time_ms=visit.now_ms)
        if request.agent_version:
            self._note_version(caller, request.agent_version)
        try:
            if request.dictionaries:
                visit.lesson = await self._shelf.learn(caller.number, request.dictionaries, now)
            answers = await self._record(request.batches, visit, reply)
        except Busy as behind:
            log.warning("push.busy", why=str(behind))
            answers = [Answer(Outcome.LATER, str(behind))] * len(request.batches)
            reply.retry_after_ms = RETRY_MS
        _fill(reply, answers)
        config = self._config_of(caller)
        if config.revision != request.config_revision:
            reply.config.CopyFrom(config)
        return reply

    def _note_version(self, caller: Caller, said: str) -> None:
        """An agent says its release after each start; a new one is kept, and written once."""
        version = clean(said, 32)
        if not version or version == caller.device.agent_version or self._noted.get(caller.number) == version:
            return
        if len(self._noted) >= _MOST_NOTED:
            self._noted.clear()
        self._noted[caller.number] = version
        device_id = caller.device.device_id

        def forget(done: Future[None]) -> None:
            if done.exception() is not None:
                self._noted.pop(caller.number, None)

        change = self._ledger.submit(lambda books: books.devices.change(device_id, {"agent_version": version}))
        change.add_done_callback(forget)

    async def _record(self, batches: Sequence[pb.Batch], visit: Visit, reply: pb.PushReply) -> list[Answer]:
        waiting: list[asyncio.Future[Answer] | Answer] = []
        missing: set[int] = set()
        known = await self._shelf.of(visit.caller.number)
        for batch in batches:
            incoming = self._incoming(batch, visit, known, missing)
            waiting.append(self._recorder.submit(incoming) if isinstance(incoming, Incoming) else incoming)
        if missing:
            reply.missing_dictionaries.extend(sorted(missing))
        return [one if isinstance(one, Answer) else await one for one in waiting]

    def _incoming(
        self, batch: pb.Batch, visit: Visit, known: dict[int, KnownDictionary], missing: set[int]
    ) -> Incoming | Answer:
        """A batch ready to be recorded, or an answer at once. Dictionaries it cannot be read without become missing."""
        spool_id, sequence, payload = batch.spool_id, batch.sequence, batch.payload
        if len(spool_id) != SPOOL_ID_BYTES or sequence >= 2**63:
            return Answer(Outcome.REFUSED, "a batch without a proper spool id and number")
        caller, lesson = visit.caller, visit.lesson
        key = BatchKey(caller.number, spool_id, sequence)
        digest = hashlib.sha256(payload).digest()
        named = (caller.device, key, digest, visit.now, visit.offset)
        try:
            parcel = read_payload(payload, caller, known, self._vocabulary, visit.now_ms)
        except Malformed as flaw:
            return Incoming(*named, refused=str(flaw), body=payload[:QUARANTINED_BYTES])
        if parcel.missing:
            if refused := parcel.missing & lesson.refused.keys():
                reason = "; ".join(sorted({lesson.refused[one] for one in refused}))
                return Incoming(*named, refused=reason, body=payload[:QUARANTINED_BYTES])
            missing |= parcel.missing
            return Answer(Outcome.SEND_DICTIONARY)
        if lesson.flaws:
            for used in {frame.dictionary.dictionary.key for frame in parcel.frames} & lesson.flaws.keys():
                parcel.flaws += lesson.flaws[used]
        body = payload[:QUARANTINED_BYTES] if parcel.flaws else b""
        whole = (parcel.frames, parcel.tables, parcel.events, parcel.flaws)
        return Incoming(*named, *whole, inventory=parcel.inventory, body=body)

    def _may_call(self, device: int) -> bool:
        now = self._monotonic()
        allowance = self._allowances.get(device)
        if allowance is None:
            allowance = self._allowances[device] = Allowance(BURST, now)
        allowance.left = min(BURST, allowance.left + (now - allowance.filled_at) * CALLS_A_SECOND)
        allowance.filled_at = now
        if allowance.left < 1:
            return False
        allowance.left -= 1
        return True


def _fill(reply: pb.PushReply, answers: Sequence[Answer]) -> None:
    wanted: set[str] = set()
    for answer in answers:
        if answer is STORED:
            reply.answers.append(_STORED)
        else:
            reply.answers.add(outcome=_OUTCOMES[answer.outcome], reason=answer.reason)
            wanted.update(answer.resend_tables)
    if wanted:
        reply.resend_tables.extend(sorted(wanted))
