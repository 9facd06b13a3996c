"""Hands over what one machine's agent keeps: enrols it first, then calls until nothing waits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from schoolwacht_protos.v1.enrolment_pb2 import Claims, EnrolReply, EnrolRequest
from schoolwacht_protos.v1.ingest_pb2 import PushReply
from schoolwacht_simulator.ack_log import AckLog
from schoolwacht_simulator.agent import Agent
from schoolwacht_simulator.identity import Identity, Wallet, as_pem
from schoolwacht_simulator.joining import Token
from schoolwacht_simulator.line import Line, LineTrouble, Misunderstood, enrol
from schoolwacht_simulator.outbox import MOST_BATCHES, Verdict, Waiting

ANY_PLACE = "*"
"""The key of a token that is good for every place; for load tests."""
MOST_FRUITLESS = 2
_AT_ONCE = 8


class Later(LineTrouble):
    """The collector is behind, and said when to come back."""

    def __init__(self, retry_after_ms: int) -> None:
        super().__init__("the collector is busy")
        self.retry_after_seconds = retry_after_ms / 1000


@dataclass(frozen=True, slots=True)
class Office:
    """What all couriers of a school share."""

    push: str
    tokens: Mapping[str, Token]
    wallet: Wallet
    ack_log: AckLog | None = None
    door: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))


@dataclass(slots=True)
class Tally:
    """What came of handing over: batches sent, stored and refused."""

    pushed: int = 0
    stored: int = 0
    refused: int = 0


class Courier:
    """One machine's way to the collector."""

    def __init__(self, agent: Agent, office: Office) -> None:
        self.agent = agent
        self._office = office
        self._name = agent.device.copy_of or agent.device.key
        self._line: Line | None = None
        self._device_id = ""
        self._most = MOST_BATCHES

    async def hand_over(self, now_ms: int, tally: Tally) -> None:
        """Calls until nothing waits any more. Raises LineTrouble, and then what was not stored still waits."""
        line = self._line or await self._open()
        outbox, fruitless = self.agent.outbox, 0
        while batches := outbox.fill()[: self._most]:
            verdict = await self._push(line, batches, now_ms, tally)
            fruitless = 0 if verdict.stored or verdict.refused else fruitless + 1
            if verdict.pause or verdict.retry_after_ms or fruitless > MOST_FRUITLESS:
                raise Later(verdict.retry_after_ms)

    async def close(self) -> None:
        """Ends the connection."""
        if self._line is not None:
            await self._line.close()
            self._line = None

    # ------------------------------------------------------------------------------------------------------ inside

    async def _push(self, line: Line, batches: Sequence[Waiting], now_ms: int, tally: Tally) -> Verdict:
        agent = self.agent
        version = "" if agent.greeted else agent.device.agent_version
        request = agent.outbox.request(batches, version, agent.config_revision, agent.own_clock_ms(now_ms))
        tally.pushed += len(batches)
        try:
            reply = await line.push(request)
        except Misunderstood:
            return self._send_less(batches, tally)
        except LineTrouble:
            agent.counters.failures += 1
            raise
        self._most = min(MOST_BATCHES, self._most * 2)
        return self._heard(batches, reply, tally)

    def _heard(self, batches: Sequence[Waiting], reply: PushReply, tally: Tally) -> Verdict:
        agent = self.agent
        agent.greeted = True
        if reply.HasField("config"):
            agent.config_revision = reply.config.revision
        verdict = agent.outbox.settle(batches, reply, self._acknowledged)
        agent.counters.pushes += verdict.stored
        agent.counters.refused += verdict.refused
        tally.stored += verdict.stored
        tally.refused += verdict.refused
        if verdict.resend:
            agent.resend(verdict.resend)
        return verdict

    def _send_less(self, batches: Sequence[Waiting], tally: Tally) -> Verdict:
        """Finds the batch that the collector cannot read, by halves, and takes it away, so that it blocks nothing."""
        if len(batches) > 1:
            self._most = len(batches) // 2
            return Verdict(refused=1)  # some progress: the next call is a smaller one
        self.agent.outbox.discard(batches)
        self.agent.counters.refused += 1
        tally.refused += 1
        return Verdict(refused=1)

    def _acknowledged(self, batches: Sequence[Waiting]) -> None:
        if self._office.ack_log is not None:
            self._office.ack_log.write(self._device_id, batches, self.agent.outbox.definition)

    async def _open(self) -> Line:
        identity = self._office.wallet.load(self._name)
        if not identity.certificate:
            if self.agent.device.copy_of:
                raise LineTrouble("the machine that this disk was copied from is not enrolled yet")
            async with self._office.door:
                identity = await self._enrol()
        self._device_id = identity.device_id
        self._line = Line(self._office.push, identity.server_ca, identity.key, identity.certificate)
        return self._line

    async def _enrol(self) -> Identity:
        device, wallet = self.agent.device, self._office.wallet
        place = f"{device.site}|{device.room}|{device.device_class}"
        token = self._office.tokens.get(place) or self._office.tokens.get(ANY_PLACE)
        if token is None:
            raise LineTrouble(f"there is no token for {place}; make one with `schoolwacht token create`")
        identity = wallet.load(self._name)
        system = device.machine.system
        claims = Claims(
            host=device.host, operating_system=f"{system.name} {system.version}", agent_version=device.agent_version,
            serial=device.machine.serial,
        )  # fmt: skip
        request = EnrolRequest(token=token.secret, signing_request=identity.signing_request, claims=claims)
        reply = await enrol(token.enrol[0], token.server_ca, request)
        if reply.status != EnrolReply.APPROVED:
            raise LineTrouble("the device waits until somebody approves it")
        identity = replace(
            identity, certificate=as_pem(reply.certificate), device_id=reply.device_id, server_ca=token.server_ca
        )
        wallet.keep(self._name, identity)
        return identity
