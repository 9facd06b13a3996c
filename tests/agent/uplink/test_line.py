from __future__ import annotations

import socket

import grpc
import pytest

from agent.enrolled import identity_for
from agent.small_collector import Issuer, SmallCollector
from schoolwacht_agent.identity import Identity
from schoolwacht_agent.uplink.line import Line, Misunderstood, NotWelcome, TooMuch, Unreachable
from schoolwacht_protos.v1.ingest_pb2 import PushRequest


def push(identity: Identity, timeout: float = 5) -> int:
    line = Line(identity.addresses[0], identity.server_ca, identity.key, identity.certificate)
    try:
        return line.push(PushRequest(agent_version="1"), timeout).server_time_ms
    finally:
        line.close()


def test_an_enrolled_machine_is_answered() -> None:
    with SmallCollector().open() as collector:
        assert push(identity_for(collector)) > 0


def test_a_certificate_of_another_issuer_reaches_nobody() -> None:
    with SmallCollector().open() as collector:
        with pytest.raises(Unreachable):
            push(identity_for(collector, issuer=Issuer("agents")))
        assert collector.requests == []


def test_a_collector_with_another_issuer_is_not_believed() -> None:
    with SmallCollector().open() as collector:
        honest = identity_for(collector)
        collector.servers = Issuer("servers")
        with pytest.raises(Unreachable):
            push(identity_for(collector))
        assert push(honest) > 0


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, NotWelcome),
        (grpc.StatusCode.PERMISSION_DENIED, NotWelcome),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, TooMuch),
        (grpc.StatusCode.INVALID_ARGUMENT, Misunderstood),
        (grpc.StatusCode.UNIMPLEMENTED, Unreachable),
        (grpc.StatusCode.INTERNAL, Unreachable),
    ],
)
def test_every_refusal_has_its_meaning(code: grpc.StatusCode, meaning: type[Exception]) -> None:
    with SmallCollector(refuse_with=code).open() as collector, pytest.raises(meaning, match="revoked"):
        push(identity_for(collector))


def test_a_collector_that_never_answers_is_left_in_time() -> None:
    with SmallCollector().open() as collector, socket.create_server(("127.0.0.1", 0)) as silent:
        identity = identity_for(collector)
        line = Line(f"127.0.0.1:{silent.getsockname()[1]}", identity.server_ca, identity.key, identity.certificate)
        with pytest.raises(Unreachable, match="no answer in time"):
            line.push(PushRequest(), 0.5)
        line.close()
        with pytest.raises(Unreachable, match="closed"):
            line.push(PushRequest(), 0.5)
