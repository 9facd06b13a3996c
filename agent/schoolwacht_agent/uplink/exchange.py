"""One call: what is put into it, and what the answers do to the spool. Pure but for the spool."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from schoolwacht_agent.orders import Orders
from schoolwacht_agent.spool.disk_queue import Notes, Spool
from schoolwacht_agent.spool.waiting import Waiting
from schoolwacht_protos.v1.ingest_pb2 import Batch, BatchAnswer, Dictionary, PushReply, PushRequest

log = logging.getLogger(__name__)

MOST_BATCHES = 64
MOST_BYTES = 1024 * 1024
MOST_DICTIONARIES = 32
_NO_PAUSE = {BatchAnswer.STORED, BatchAnswer.REFUSED, BatchAnswer.NEW_SPOOL, BatchAnswer.SEND_DICTIONARY}
"""LATER, and whatever a newer collector may say that this agent does not know, mean: keep it and come back."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The batches of one call, and the dictionaries that go with them."""

    batches: tuple[Waiting, ...] = ()
    dictionaries: tuple[tuple[bytes, bytes], ...] = ()

    def request(self, agent_version: str, config_revision: int, sent_at_ms: int) -> PushRequest:
        """As it goes over the wire; payloads are the bytes from disk."""
        return PushRequest(
            agent_version=agent_version,
            config_revision=config_revision,
            sent_at_ms=sent_at_ms,
            batches=[
                Batch(spool_id=batch.spool_id, sequence=batch.sequence, payload=batch.payload) for batch in self.batches
            ],
            dictionaries=[
                Dictionary(id=int.from_bytes(name), definition=definition) for name, definition in self.dictionaries
            ],
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer came to. `progress`: batches left the spool. `pause`: the collector wants nothing more now."""

    progress: bool = True
    pause: bool = False
    retry_after_ms: int = 0
    resend: tuple[str, ...] = ()
    orders: Orders | None = field(default=None)


def fill(spool: Spool, live_since_ms: int, most: int = MOST_BATCHES) -> Parcel:
    """The next parcel."""
    batches = spool.take(live_since_ms, most, MOST_BYTES)
    dictionaries = spool.dictionaries_for(batches)
    room = MOST_BYTES
    sent: dict[bytes, bytes] = {}
    for name, definition in dictionaries.items():
        if len(sent) < MOST_DICTIONARIES and (room := room - len(definition)) >= 0:
            sent[name] = definition
    left_out = set(dictionaries) - set(sent)
    return Parcel(tuple(batch for batch in batches if batch.dictionary not in left_out), tuple(sent.items()))


def settle(
    spool: Spool, parcel: Parcel, reply: PushReply, log_acks: Callable[[Sequence[Waiting]], None], notes: Notes
) -> Outcome:
    """Does to the spool what the collector answered. What was acknowledged is logged before it is deleted."""
    orders = _orders(reply)
    if orders is not None:
        notes = {**notes, "orders": orders.to_bytes()}
    if len(reply.answers) != len(parcel.batches):
        log.error("the collector answered %d of %d batches; they stay", len(reply.answers), len(parcel.batches))
        return Outcome(progress=False, pause=True, retry_after_ms=reply.retry_after_ms, orders=orders)
    by_outcome: dict[int, list[Waiting]] = {}
    for batch, answer in zip(parcel.batches, reply.answers, strict=True):
        by_outcome.setdefault(answer.outcome, []).append(batch)
        if answer.reason:
            log.warning("the collector on batch %d (%s): %s", batch.sequence, batch.kind, answer.reason[:300])
    stored, refused = by_outcome.get(BatchAnswer.STORED, []), by_outcome.get(BatchAnswer.REFUSED, [])
    log_acks(stored)
    if stored or orders is not None:
        spool.stored(stored, notes)
    if refused:
        spool.refused(refused)
    if reply.missing_dictionaries:
        spool.collector_misses([number.to_bytes(8) for number in reply.missing_dictionaries])
    if BatchAnswer.NEW_SPOOL in by_outcome:
        log.warning("this spool was seen before with other content; everything that waits gets a new name")
        spool.renumber()
    return Outcome(
        progress=bool(stored or refused or not parcel.batches),
        pause=bool(by_outcome.keys() - _NO_PAUSE),
        retry_after_ms=reply.retry_after_ms,
        resend=tuple(dict.fromkeys(reply.resend_tables)),
        orders=orders,
    )


def _orders(reply: PushReply) -> Orders | None:
    if not reply.HasField("config"):
        return None
    said = reply.config
    settings = {setting.probe: (setting.enabled, setting.every_seconds) for setting in said.probes}
    usage = [(title.title, title.programs) for title in said.usage]
    return Orders.checked(said.revision, said.push_every_seconds, settings, said.device_class, said.addresses, usage)
