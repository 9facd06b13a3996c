"""The connection of one machine: enrolment, and pushing over mutual TLS with a channel of its own.

One fixed server name, deadlines on every call, no retries inside gRPC: as the real agent does it.
"""

from __future__ import annotations

import grpc

from schoolwacht_protos.v1.enrolment_pb2 import EnrolReply, EnrolRequest
from schoolwacht_protos.v1.enrolment_pb2_grpc import EnrolmentStub
from schoolwacht_protos.v1.ingest_pb2 import PushReply, PushRequest
from schoolwacht_protos.v1.ingest_pb2_grpc import IngestStub

SERVER_NAME = "collector.schoolwacht.internal"
DEADLINE_SECONDS = 15.0
_MOST_BYTES = 4 * 1024 * 1024
_OPTIONS = (
    ("grpc.ssl_target_name_override", SERVER_NAME),
    ("grpc.http2.bdp_probe", 0),
    ("grpc.enable_retries", 0),
    ("grpc.enable_http_proxy", 0),
    ("grpc.max_receive_message_length", _MOST_BYTES),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2000),
)


class LineTrouble(Exception):  # noqa: N818 - states of a connection
    """A call came to nothing; the message says why."""


class NotWelcome(LineTrouble):
    """The collector answered that it does not want this machine."""


class Misunderstood(LineTrouble):
    """The collector cannot read what was sent."""


class Line:
    """A channel, made once and used for every call of one machine."""

    def __init__(self, address: str, server_ca: str, key: str, certificate: str) -> None:
        credentials = grpc.ssl_channel_credentials(server_ca.encode(), key.encode(), certificate.encode())
        self._channel = grpc.aio.secure_channel(address, credentials, options=_OPTIONS)
        self._stub = IngestStub(self._channel)

    async def push(self, request: PushRequest) -> PushReply:
        """Hands batches over."""
        try:
            return await self._stub.Push(request, timeout=DEADLINE_SECONDS)
        except grpc.aio.AioRpcError as error:
            raise _meaning(error) from error

    async def close(self) -> None:
        """Ends the connection."""
        await self._channel.close()


async def enrol(address: str, server_ca: str, request: EnrolRequest) -> EnrolReply:
    """Asks to become a device."""
    credentials = grpc.ssl_channel_credentials(server_ca.encode())
    async with grpc.aio.secure_channel(address, credentials, options=_OPTIONS) as channel:
        try:
            return await EnrolmentStub(channel).Enrol(request, timeout=DEADLINE_SECONDS)
        except grpc.aio.AioRpcError as error:
            raise _meaning(error) from error


def _meaning(error: grpc.aio.AioRpcError) -> LineTrouble:
    said = " ".join((error.details() or error.code().name).split())[:300]
    if error.code() in {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}:
        return NotWelcome(said)
    if error.code() is grpc.StatusCode.INVALID_ARGUMENT:
        return Misunderstood(said)
    return LineTrouble(said)
