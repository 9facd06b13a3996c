"""The thread that hands over: at its rhythm while all is well, by the back-off when it is not."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from threading import Condition, Thread

from schoolwacht_agent.clock import Clock, milliseconds
from schoolwacht_agent.identity import Identity
from schoolwacht_agent.orders import Orders
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.spool.waiting import Waiting
from schoolwacht_agent.tally import Tally
from schoolwacht_agent.uplink.backoff import Backoff
from schoolwacht_agent.uplink.diagnosis import Diagnosis
from schoolwacht_agent.uplink.doors import Doors
from schoolwacht_agent.uplink.exchange import MOST_BATCHES, Outcome, Parcel, fill, settle
from schoolwacht_agent.uplink.line import DEADLINE_SECONDS, Misunderstood, NotWelcome, TooMuch, Unreachable
from schoolwacht_protos.v1.ingest_pb2 import BatchAnswer, PushReply, PushRequest

log = logging.getLogger(__name__)

GREETING_SECONDS = 5.0
FAREWELL_SECONDS = 2.0
EARLY = 0.1
"""Share of the rhythm that a push may come early, to go right after a measurement instead of a minute later."""
LONGEST_NAP = 30.0
"""A machine that slept for a night wakes up within a nap, whatever its timers thought of the night."""
MOST_FRUITLESS = 2
"""Calls in a row that may bring nothing but a question (a dictionary, another name) before the agent waits."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How the last attempt went; what `status` shows."""

    at_ms: int
    well: bool
    words: str

    def to_bytes(self) -> bytes:
        """As kept in the spool."""
        return json.dumps(asdict(self)).encode()


@dataclass(frozen=True, slots=True)
class Hooks:
    """Whom the courier tells what."""

    orders: Callable[[Orders], None]
    resend: Callable[[Sequence[str]], None]
    acknowledged: Callable[[Sequence[Waiting]], None]
    sent: Callable[[PushRequest], None]
    well: Callable[[], None]
    """After every good exchange: the moment to look after the certificate."""


class Courier:
    """Hands batches over, one call after the other, in a thread of its own."""

    def __init__(
        self, doors: Doors, spool: Spool, clock: Clock, tally: Tally, hooks: Hooks, version: str, rhythm: float
    ) -> None:
        self._doors = doors
        self._spool = spool
        self._clock = clock
        self._tally = tally
        self._hooks = hooks
        self._version = version
        self._version_heard = False
        self.rhythm = rhythm
        self.config_revision = 0
        self.backoff = Backoff()
        self._diagnosis = Diagnosis()
        self.contact = Contact(0, well=False, words="not tried yet")
        self._most = MOST_BATCHES
        self._bell = Condition()
        self._offered = self._urgent = self._stopping = False
        self._thread = Thread(target=self._run, name="courier", daemon=True)

    def greet(self) -> bool:
        """An empty call that learns the collector's time before anything is stamped."""
        try:
            self._push(Parcel(), GREETING_SECONDS)
        except (Unreachable, NotWelcome, TooMuch, Misunderstood) as trouble:
            self._note_trouble(str(trouble))
            return False
        return True

    def start(self) -> None:
        """Begins to hand over, at once."""
        self._thread.start()

    def offer(self, *, urgent: bool = False) -> None:
        """Tells that something new waits; what is urgent goes now, unless the courier was told to wait."""
        with self._bell:
            self._offered = True
            self._urgent = self._urgent or urgent
            self._bell.notify()

    def use(self, identity: Identity) -> None:
        """Goes on as this identity, at once."""
        self._doors.use(identity)
        self.backoff.succeeded()
        self.offer(urgent=True)

    def stop(self) -> None:
        """Ends within a few seconds; what is not handed over stays on disk."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        if self._thread.is_alive():
            self._thread.join(FAREWELL_SECONDS)
        self._doors.stop()
        if self._thread.is_alive():
            self._thread.join(FAREWELL_SECONDS)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    # ------------------------------------------------------------------------------------------------------ inside

    def _run(self) -> None:
        while not self._stopping:
            self._sleep(self._visit())

    def _visit(self) -> float:
        """One round of calls; gives the seconds to wait after it."""
        try:
            outcome = self._hand_over()
        except NotWelcome as trouble:
            self._note_trouble(f"{trouble}; if this is wrong, approve the device or enrol it again with a token")
            return self.backoff.unwelcome()
        except TooMuch as trouble:
            self._most = max(1, self._most // 2)
            self._note_trouble(str(trouble))
            return self.backoff.failed()
        except (Unreachable, Misunderstood) as trouble:
            self._note_trouble(self._diagnosis.words(self._doors.identity, self._clock.now(), str(trouble)))
            return self.backoff.failed()
        if outcome.pause and not outcome.retry_after_ms:
            return self.backoff.failed()
        self.backoff.succeeded()
        self._hooks.well()
        return self.backoff.ordered(outcome.retry_after_ms) if outcome.retry_after_ms else self.rhythm

    def _hand_over(self) -> Outcome:
        """Calls until nothing waits any more, or the collector wants a pause."""
        live_since_ms = milliseconds(self._clock.now()) - int(2000 * self.rhythm)
        fruitless = 0
        parcel = fill(self._spool, live_since_ms, self._most)
        while True:
            outcome = self._push(parcel)
            fruitless = 0 if outcome.progress else fruitless + 1
            if fruitless > MOST_FRUITLESS:
                return replace(outcome, pause=True)
            if self._stopping or outcome.pause or outcome.retry_after_ms:
                return outcome
            parcel = fill(self._spool, live_since_ms, self._most)
            if not parcel.batches:
                return outcome

    def _push(self, parcel: Parcel, timeout: float = DEADLINE_SECONDS) -> Outcome:
        # Told until the collector has written it down; after that it is a byte in fifty too many.
        version = "" if self._version_heard else self._version
        request = parcel.request(version, self.config_revision, milliseconds(self._clock.of_the_machine()))
        asked = self._clock.steady()
        try:
            reply = self._doors.call(lambda line: line.push(request, timeout))
        except Misunderstood as trouble:
            return self._send_less(parcel, trouble)
        self._version_heard = self._version_heard or _was_written_down(reply)
        self._clock.learn(reply.server_time_ms, asked, self._clock.steady())
        self._most = min(MOST_BATCHES, self._most * 2)
        notes = self._note_well(len(parcel.batches))
        if parcel.batches:
            self._hooks.sent(request)
        outcome = settle(self._spool, parcel, reply, self._hooks.acknowledged, notes)
        if outcome.orders is not None:
            self.config_revision = outcome.orders.revision
            self._hooks.orders(outcome.orders)
        if outcome.resend:
            self._hooks.resend(outcome.resend)
        return outcome

    def _send_less(self, parcel: Parcel, trouble: Misunderstood) -> Outcome:
        """Finds the batch that the collector cannot read, by halves, and takes it away, so that it blocks nothing.

        Only after an empty call was understood: otherwise it is not the batch that is wrong.
        """
        if not parcel.batches:
            raise trouble
        if len(parcel.batches) > 1:
            self._most = len(parcel.batches) // 2
            return Outcome()
        self._push(Parcel())
        log.error("the collector cannot read a batch, which is taken away: %s", trouble)
        self._spool.refused(parcel.batches)
        return Outcome()

    def _sleep(self, seconds: float) -> None:
        """Waits, but goes early for what is urgent, or right after a measurement, when all is well."""
        due = self._clock.steady() + seconds
        with self._bell:
            while not self._stopping and (left := due - self._clock.steady()) > 0:
                soon = left <= EARLY * self.rhythm and self._offered
                if self.backoff.failures == 0 and (self._urgent or soon):
                    break
                self._bell.wait(min(left, LONGEST_NAP))
            self._offered = self._urgent = False

    def _note_well(self, batches: int) -> dict[str, bytes | None]:
        self._tally.add("pushes")
        if not self.contact.well:
            log.info("the collector answers")
        self.contact = Contact(milliseconds(self._clock.now()), well=True, words=f"{batches} batches handed over")
        return {"contact": self.contact.to_bytes()}

    def _note_trouble(self, words: str) -> None:
        self._tally.add("push_failures")
        if self.contact.well or self.contact.words != words:
            # Once a change, on disk and in the log: a collector that is away for a week is not worth a line a minute.
            log.warning("nothing could be handed over: %s", words)
            self.contact = Contact(milliseconds(self._clock.now()), well=False, words=words)
            self._spool.append(self.contact.at_ms, notes={"contact": self.contact.to_bytes()})


def _was_written_down(reply: PushReply) -> bool:
    """Whether the collector's ledger took what came with this call: a busy one answers LATER, and forgets the rest."""
    outcomes = {answer.outcome for answer in reply.answers}
    return BatchAnswer.STORED in outcomes and BatchAnswer.LATER not in outcomes
