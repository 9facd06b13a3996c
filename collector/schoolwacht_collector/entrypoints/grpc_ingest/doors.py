"""Opens the two gRPC doors: mutual TLS for enrolled agents, server certificate only for new ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2_grpc

from schoolwacht_collector.entrypoints.grpc_ingest.callers import CallerInterceptor
from schoolwacht_collector.entrypoints.grpc_ingest.ingest import IngestServicer
from schoolwacht_collector.entrypoints.grpc_ingest.joining import EnrolmentServicer, IdentityServicer
from schoolwacht_collector.entrypoints.running import Part
from schoolwacht_protos.v1 import enrolment_pb2, identity_pb2, ingest_pb2

MIB = 1024 * 1024
GRACE = 3.0
"""Seconds that a running call has to end when the collector stops."""
_OPTIONS = [
    ("grpc.so_reuseport", 0),  # else a busy port is bound without complaint
    ("grpc.max_connection_age_ms", 20 * 60_000),  # revoked certificates and moved addresses take effect
    ("grpc.max_connection_age_grace_ms", 30_000),
    ("grpc.max_concurrent_streams", 64),
    ("grpc.http2.bdp_probe", 0),  # pings that measure bandwidth cost more bytes than the measurements
    ("grpc.http2.min_ping_interval_without_data_ms", 30_000),
]


@dataclass(frozen=True, slots=True)
class TlsMaterial:
    """Server key and certificate, and the issuer of clients, as PEM."""

    key: bytes
    certificate: bytes
    clients: bytes


def open_agents_door(
    address: str, tls: TlsMaterial, interceptor: CallerInterceptor, ingest: IngestServicer, identity: IdentityServicer
) -> grpc.aio.Server:
    """The door for enrolled agents, bound but not started. Raises RuntimeError when the port is taken."""
    server = grpc.aio.server(
        interceptors=[interceptor],
        options=[*_OPTIONS, ("grpc.max_receive_message_length", 4 * MIB)],
        maximum_concurrent_rpcs=4096,
    )
    server.add_generic_rpc_handlers((ingest_handlers(ingest), identity_handlers(identity)))
    servicer = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    credentials = grpc.ssl_server_credentials(
        [(tls.key, tls.certificate)], root_certificates=tls.clients, require_client_auth=True
    )
    server.add_secure_port(address, credentials)
    return server


def open_enrolment_door(address: str, tls: TlsMaterial, enrolment: EnrolmentServicer) -> grpc.aio.Server:
    """The door for new machines, bound but not started. Raises RuntimeError when the port is taken."""
    server = grpc.aio.server(
        options=[*_OPTIONS, ("grpc.max_receive_message_length", 64 * 1024)],
        maximum_concurrent_rpcs=64,
    )
    server.add_generic_rpc_handlers((enrolment_handlers(enrolment),))
    server.add_secure_port(address, grpc.ssl_server_credentials([(tls.key, tls.certificate)]))
    return server


def ingest_handlers(servicer: IngestServicer) -> grpc.GenericRpcHandler:
    """Push takes its request as bytes: it is counted before it is built."""
    return _service("Ingest", {"Push": _unary(servicer.push, None, ingest_pb2.PushReply)})


def identity_handlers(servicer: IdentityServicer) -> grpc.GenericRpcHandler:
    """Renew."""
    return _service("Identity", {"Renew": _unary(servicer.renew, identity_pb2.RenewRequest, identity_pb2.RenewReply)})


def enrolment_handlers(servicer: EnrolmentServicer) -> grpc.GenericRpcHandler:
    """Enrol."""
    handler = _unary(servicer.enrol, enrolment_pb2.EnrolRequest, enrolment_pb2.EnrolReply)
    return _service("Enrolment", {"Enrol": handler})


def _service(name: str, methods: dict[str, grpc.RpcMethodHandler[Any, Any]]) -> grpc.GenericRpcHandler:
    return grpc.method_handlers_generic_handler(f"schoolwacht_protos.v1.{name}", methods)


def _unary(call: Callable[..., Any], request: Any, reply: Any) -> grpc.RpcMethodHandler[Any, Any]:  # noqa: ANN401 - message classes
    return grpc.unary_unary_rpc_method_handler(
        call,
        request_deserializer=request.FromString if request is not None else None,
        response_serializer=reply.SerializeToString,
    )


def door(name: str, server: grpc.aio.Server) -> Part:
    """A gRPC server; calls that run may end, for a few seconds."""

    async def end() -> None:
        await server.stop(GRACE)

    return Part(name, server.start, end)
