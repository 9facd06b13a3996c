"""What a machine has measured and not handed over yet, and what an answer of the collector does to it.

The rules are those of docs/wire.md: a batch keeps its name until it was acknowledged; STORED and REFUSED delete it;
NEW_SPOOL renames everything that waits, in the same order and with the same bytes; all else keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from schoolwacht_protos.v1.ingest_pb2 import Batch, BatchAnswer, Dictionary, PushReply, PushRequest

MOST_BATCHES = 64
MOST_BYTES = 1024 * 1024
MOST_DICTIONARIES = 32
MOST_WAITING = 14 * 1440
"""Frames of two weeks at one a minute; then the oldest go, are counted and told."""
_FOR_BACKLOG = MOST_BATCHES // 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A batch. `dictionary` names its numbers; facts have none, and are never dropped."""

    spool_id: bytes
    sequence: int
    payload: bytes
    taken_at_ms: int
    dictionary: int | None = None

    @property
    def kind(self) -> str:
        """What is in it."""
        return "facts" if self.dictionary is None else "frames"


@dataclass(slots=True)
class Verdict:
    """What an answer came to. `pause`: the collector wants nothing more for now."""

    stored: int = 0
    refused: int = 0
    pause: bool = False
    retry_after_ms: int = 0
    resend: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Frames that had to go: how many, and of which time."""

    batches: int
    from_ms: int
    to_ms: int


class Outbox:
    """The spool of one machine, in memory. `new_spool_id` gives 16 random bytes."""

    def __init__(self, new_spool_id: Callable[[], bytes]) -> None:
        self._new_spool_id = new_spool_id
        self.spool_id = new_spool_id()
        self.sequence = 0
        self._facts: list[Waiting] = []
        self._frames: list[Waiting] = []
        self._definitions: dict[int, bytes] = {}
        self._unknown: set[int] = set()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._facts) + len(self._frames)

    def restart(self) -> None:
        """The agent starts anew: another spool id. What waits keeps its name."""
        self.spool_id, self.sequence = self._new_spool_id(), 0

    def forget_all(self) -> None:
        """The disk is put back as it was: nothing that waited is there any more."""
        self._facts, self._frames, self.bytes = [], [], 0
        self._unknown = set(self._definitions)

    def become(self, other: Outbox) -> None:
        """Goes on as a copy of another machine's disk, made before the last batch there."""
        self.spool_id, self.sequence = other.spool_id, max(0, other.sequence - 1)

    def learn(self, dictionary: int, definition: bytes) -> None:
        """A dictionary that frames use; it is sent until a batch that needs it was stored."""
        if dictionary not in self._definitions:
            self._definitions[dictionary] = definition
            self._unknown.add(dictionary)

    def definition(self, dictionary: int) -> bytes | None:
        """What the numbers of frames with this dictionary mean."""
        return self._definitions.get(dictionary)

    def add(self, payload: bytes, taken_at_ms: int, dictionary: int | None = None) -> Dropped | None:
        """Puts a batch in line; gives what had to go for it."""
        self.sequence += 1
        batch = Waiting(self.spool_id, self.sequence, payload, taken_at_ms, dictionary)
        self.bytes += len(payload)
        if dictionary is None:
            self._facts.append(batch)
            return None
        self._frames.append(batch)
        if len(self._frames) <= MOST_WAITING:
            return None
        gone, self._frames = self._frames[:60], self._frames[60:]
        self.bytes -= sum(len(one.payload) for one in gone)
        return Dropped(len(gone), gone[0].taken_at_ms, gone[-1].taken_at_ms)

    def fill(self) -> list[Waiting]:
        """The batches of the next call: facts in their order, then the newest frames, then the oldest."""
        chosen = self._facts[:MOST_BATCHES]
        room = MOST_BATCHES - len(chosen)
        if len(self._frames) <= room:
            chosen += self._frames
        elif room:
            old = min(_FOR_BACKLOG, room - 1)
            chosen += self._frames[old - room :] + self._frames[:old]
        size = 0
        fitting: list[Waiting] = []
        for batch in chosen:
            size += len(batch.payload)
            if size > MOST_BYTES and fitting:
                break
            fitting.append(batch)
        return fitting

    def request(
        self, batches: Sequence[Waiting], agent_version: str, config_revision: int, sent_at_ms: int
    ) -> PushRequest:
        """The batches as they go over the wire, with the dictionaries that the collector does not have yet."""
        wanted = sorted({b.dictionary for b in batches if b.dictionary is not None} & self._unknown)
        return PushRequest(
            agent_version=agent_version,
            config_revision=config_revision,
            sent_at_ms=sent_at_ms,
            batches=[Batch(spool_id=b.spool_id, sequence=b.sequence, payload=b.payload) for b in batches],
            dictionaries=[Dictionary(id=one, definition=self._definitions[one]) for one in wanted[:MOST_DICTIONARIES]],
        )

    def settle(
        self, batches: Sequence[Waiting], reply: PushReply, acknowledged: Callable[[Sequence[Waiting]], None]
    ) -> Verdict:
        """Does what the collector answered. What was acknowledged is told before it is deleted."""
        verdict = Verdict(retry_after_ms=reply.retry_after_ms, resend=tuple(dict.fromkeys(reply.resend_tables)))
        self._unknown |= set(reply.missing_dictionaries) & self._definitions.keys()
        if len(reply.answers) != len(batches):
            verdict.pause = True
            return verdict
        outcomes = [answer.outcome for answer in reply.answers]
        pairs = list(zip(batches, outcomes, strict=True))
        stored = [batch for batch, outcome in pairs if outcome == BatchAnswer.STORED]
        refused = [batch for batch, outcome in pairs if outcome == BatchAnswer.REFUSED]
        known = {BatchAnswer.STORED, BatchAnswer.REFUSED, BatchAnswer.NEW_SPOOL, BatchAnswer.SEND_DICTIONARY}
        verdict.stored, verdict.refused = len(stored), len(refused)
        verdict.pause = not set(outcomes) <= known
        if stored:
            acknowledged(stored)
            self._unknown -= {batch.dictionary for batch in stored if batch.dictionary is not None}
        self.discard([*stored, *refused])
        if BatchAnswer.NEW_SPOOL in outcomes:
            self._rename()
        return verdict

    def discard(self, batches: Iterable[Waiting]) -> None:
        """Takes batches away."""
        names = {(batch.spool_id, batch.sequence) for batch in batches}
        if names:
            self._facts = [batch for batch in self._facts if (batch.spool_id, batch.sequence) not in names]
            self._frames = [batch for batch in self._frames if (batch.spool_id, batch.sequence) not in names]
            self.bytes = sum(len(batch.payload) for batch in (*self._facts, *self._frames))

    def _rename(self) -> None:
        """Everything that waits gets a fresh spool id; order and bytes stay."""
        self.restart()
        for batches in (self._facts, self._frames):
            for place, batch in enumerate(batches):
                self.sequence += 1
                batches[place] = replace(batch, spool_id=self.spool_id, sequence=self.sequence)
