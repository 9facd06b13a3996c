"""The connection itself, and what its failures mean. Nothing else in the agent knows gRPC.

Deadlines on every call, no retries inside gRPC, no proxy, one fixed server name: where the collector stands may change,
who it is may not.
"""

from __future__ import annotations

from queue import Empty, Queue
from typing import TypeVar, cast

import grpc

from schoolwacht_protos.v1.enrolment_pb2 import EnrolReply, EnrolRequest
from schoolwacht_protos.v1.enrolment_pb2_grpc import EnrolmentStub
from schoolwacht_protos.v1.identity_pb2 import RenewReply, RenewRequest
from schoolwacht_protos.v1.identity_pb2_grpc import IdentityStub
from schoolwacht_protos.v1.ingest_pb2 import PushReply, PushRequest
from schoolwacht_protos.v1.ingest_pb2_grpc import IngestStub

SERVER_NAME = "collector.schoolwacht.internal"
DEADLINE_SECONDS = 15.0
MOST_MESSAGE_BYTES = 4 * 1024 * 1024
_OPTIONS = (
    ("grpc.ssl_target_name_override", SERVER_NAME),
    ("grpc.http2.bdp_probe", 0),  # pings that measure bandwidth cost more bytes than the measurements
    ("grpc.enable_retries", 0),
    ("grpc.enable_http_proxy", 0),
    ("grpc.max_send_message_length", MOST_MESSAGE_BYTES),
    ("grpc.max_receive_message_length", MOST_MESSAGE_BYTES),
    # The courier waits between attempts by itself; gRPC must not add a pause of its own on top.
    ("grpc.initial_reconnect_backoff_ms", 1000),
    ("grpc.max_reconnect_backoff_ms", 5000),
)
Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


class LineTrouble(Exception):  # noqa: N818 - states of a connection, told to a person
    """A call came to nothing; the message says why."""


class Unreachable(LineTrouble):
    """Nobody answered, or not in time: the network, the collector, or a certificate that TLS refused."""


class NotWelcome(LineTrouble):
    """The collector answered that it does not want this machine: it was revoked, or the token is no good."""


class TooMuch(LineTrouble):
    """The collector has had enough for now."""


class Misunderstood(LineTrouble):
    """The collector cannot read what was sent."""


class Line:
    """A channel with mutual TLS to one address, made once and used for all calls."""

    def __init__(self, address: str, server_ca: str, key: str, certificate: str) -> None:
        credentials = grpc.ssl_channel_credentials(server_ca.encode(), key.encode(), certificate.encode())
        self.address = address
        self._channel = grpc.secure_channel(address, credentials, options=_OPTIONS)
        self._push = IngestStub(self._channel).Push
        self._renew = IdentityStub(self._channel).Renew

    def push(self, request: PushRequest, timeout: float = DEADLINE_SECONDS) -> PushReply:
        """Hands batches over."""
        return _call(self._push, request, timeout)

    def renew(self, request: RenewRequest) -> RenewReply:
        """Asks for a new certificate."""
        return _call(self._renew, request, DEADLINE_SECONDS)

    def opens(self, seconds: float) -> bool:
        """Whether the collector takes the connection in time, and is the one it should be."""
        states: Queue[grpc.ChannelConnectivity] = Queue()
        self._channel.subscribe(states.put, try_to_connect=True)
        try:
            while (state := states.get(timeout=seconds)) is not grpc.ChannelConnectivity.READY:
                if state in {grpc.ChannelConnectivity.TRANSIENT_FAILURE, grpc.ChannelConnectivity.SHUTDOWN}:
                    return False
        except Empty:
            return False
        finally:
            self._channel.unsubscribe(states.put)
        return True

    def close(self) -> None:
        """Ends the connection, and any call on it."""
        self._channel.close()


def enrol(address: str, server_ca: str, request: EnrolRequest) -> EnrolReply:
    """Asks, without a certificate of our own, to become a device."""
    credentials = grpc.ssl_channel_credentials(server_ca.encode())
    with grpc.secure_channel(address, credentials, options=_OPTIONS) as channel:
        return _call(EnrolmentStub(channel).Enrol, request, DEADLINE_SECONDS)


def _call(method: grpc.UnaryUnaryMultiCallable[Asked, Answered], request: Asked, timeout: float) -> Answered:
    try:
        return method(request, timeout=timeout)
    except grpc.RpcError as error:
        raise _meaning(error) from error
    except ValueError as error:  # the channel was closed, because the agent stops or has a new certificate
        raise Unreachable("the connection was closed") from error


def _meaning(error: grpc.RpcError) -> LineTrouble:
    # What a unary call raises is the call itself as well (grpc.Call), which the types cannot say.
    call = cast("grpc.Call", error)
    code = call.code()
    said = " ".join(str(call.details() or "").split())[:300]
    if code in {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}:
        return NotWelcome(said or "the collector refuses this machine")
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return TooMuch(said or "the collector is busy")
    if code is grpc.StatusCode.INVALID_ARGUMENT:
        return Misunderstood(said or "the collector cannot read what this agent sends")
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return Unreachable("no answer in time")
    return Unreachable(said or code.name.lower())
