"""A small real collector for the agent's tests: both doors on loopback, real mutual TLS, a ledger in memory."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Condition
from typing import cast

import grpc
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from schoolwacht_agent.token_string import Token
from schoolwacht_protos.v1 import enrolment_pb2, enrolment_pb2_grpc, identity_pb2, identity_pb2_grpc, ingest_pb2_grpc
from schoolwacht_protos.v1.ingest_pb2 import Batch, BatchAnswer, Payload, PushReply, PushRequest

SECRET = "let-me-in"
SERVER_NAME = "collector.schoolwacht.internal"
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


def pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Issuer:
    """One certificate authority."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self.issue(self.key.public_key(), name, is_issuer=True)

    def issue(
        self, key: ec.EllipticCurvePublicKey, name: str, *, is_issuer: bool = False, days: float = 730
    ) -> x509.Certificate:
        usage = ExtendedKeyUsageOID.SERVER_AUTH if name == SERVER_NAME else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime.now(UTC) + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
        )
        if not is_issuer:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True).add_extension(
                x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
            )
        return builder.sign(self.key, hashes.SHA256())


Answerer = Callable[[Batch], "BatchAnswer.Outcome.ValueType"]


@dataclass
class SmallCollector(
    ingest_pb2_grpc.IngestServicer, enrolment_pb2_grpc.EnrolmentServicer, identity_pb2_grpc.IdentityServicer
):
    """Keeps what it is sent; how it answers can be changed while it runs."""

    servers: Issuer = field(default_factory=lambda: Issuer("servers"))
    agents: Issuer = field(default_factory=lambda: Issuer("agents"))
    port: int = 0
    door: int = 0
    requests: list[PushRequest] = field(default_factory=list)
    stored: dict[tuple[bytes, int], bytes] = field(default_factory=dict)
    order: list[tuple[bytes, int]] = field(default_factory=list)
    dictionaries: dict[int, bytes] = field(default_factory=dict)
    devices: dict[bytes, str] = field(default_factory=dict)
    enrolments: list[enrolment_pb2.EnrolRequest] = field(default_factory=list)
    renewals: int = 0
    pending: int = 0
    refuse_with: grpc.StatusCode | None = None
    unreadable: int = 0
    """Sequence of a batch that makes the collector refuse the whole call."""
    answer: Answerer | None = None
    dress: Callable[[PushReply], None] = lambda _: None
    clock_offset: timedelta = timedelta()
    renew_after: timedelta = timedelta(days=480)
    certificate_days: float = 730
    changed: Condition = field(default_factory=Condition)

    def now_ms(self) -> int:
        return int((datetime.now(UTC) + self.clock_offset).timestamp() * 1000)

    def token(self, secret: str = SECRET) -> Token:
        return Token(
            (f"127.0.0.1:{self.door}",), (f"127.0.0.1:{self.port}",), secret, self.servers.certificate.public_bytes(DER)
        )

    def Push(self, request: PushRequest, context: grpc.ServicerContext) -> PushReply:  # noqa: N802 - the wire's name
        with self.changed:
            self.requests.append(request)
            self.changed.notify_all()
            if self.refuse_with is not None:
                context.abort(self.refuse_with, "this device was revoked")
            if self.unreadable in [batch.sequence for batch in request.batches]:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "cannot read this")
            self.dictionaries |= {one.id: one.definition for one in request.dictionaries}
            reply = PushReply(server_time_ms=self.now_ms())
            for batch in request.batches:
                outcome = self.answer(batch) if self.answer else self.keep(batch)
                reply.answers.add(outcome=outcome)
                if outcome == BatchAnswer.SEND_DICTIONARY:
                    frames = Payload.FromString(batch.payload).frames
                    reply.missing_dictionaries.extend({one.dictionary for one in frames} - set(self.dictionaries))
            self.dress(reply)
            return reply

    def keep(self, batch: Batch) -> BatchAnswer.Outcome.ValueType:
        """What a collector does by itself."""
        if any(frame.dictionary not in self.dictionaries for frame in Payload.FromString(batch.payload).frames):
            return BatchAnswer.SEND_DICTIONARY
        name = (batch.spool_id, batch.sequence)
        digest = hashlib.sha256(batch.payload).digest()
        if name in self.stored:
            same = hashlib.sha256(self.stored[name]).digest() == digest
            return BatchAnswer.STORED if same else BatchAnswer.NEW_SPOOL
        self.stored[name] = batch.payload
        self.order.append(name)
        return BatchAnswer.STORED

    def Enrol(  # noqa: N802 - the wire's name
        self, request: enrolment_pb2.EnrolRequest, context: grpc.ServicerContext
    ) -> enrolment_pb2.EnrolReply:
        self.enrolments.append(request)
        if request.token != SECRET:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "this token is unknown, spent or expired")
        if self.pending > 0:
            self.pending -= 1
            return enrolment_pb2.EnrolReply(status=enrolment_pb2.EnrolReply.PENDING, retry_after_ms=1000)
        device = self.devices.setdefault(request.signing_request, self.earlier(request) or str(uuid.uuid4()))
        return enrolment_pb2.EnrolReply(
            status=enrolment_pb2.EnrolReply.APPROVED,
            certificate=self.sign(request.signing_request, device),
            device_id=device,
            renew_after_ms=self.now_ms() + int(self.renew_after.total_seconds() * 1000),
            server_time_ms=self.now_ms(),
        )

    def earlier(self, request: enrolment_pb2.EnrolRequest) -> str:
        """The device that the machine proves to have been; the dates of its certificate do not matter."""
        if not request.previous_certificate:
            return ""
        before = x509.load_der_x509_certificate(request.previous_certificate)
        key = before.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        try:
            before.verify_directly_issued_by(self.agents.certificate)
            key.verify(request.previous_signature, request.signing_request, ec.ECDSA(hashes.SHA256()))
        except (ValueError, InvalidSignature):
            return ""
        return str(before.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    def Renew(  # noqa: N802 - the wire's name
        self, request: identity_pb2.RenewRequest, context: grpc.ServicerContext
    ) -> identity_pb2.RenewReply:
        self.renewals += 1
        # A list of values at run time, whatever the types say.
        names = cast("list[bytes]", context.auth_context()["x509_common_name"])
        name = names[0].decode()
        return identity_pb2.RenewReply(
            certificate=self.sign(request.signing_request, name),
            renew_after_ms=self.now_ms() + 480 * 86_400_000,
        )

    def sign(self, signing_request: bytes, name: str) -> bytes:
        key = x509.load_der_x509_csr(signing_request).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        return self.agents.issue(key, name, days=self.certificate_days).public_bytes(DER)

    def wait_for(self, seen: Callable[[], object], seconds: float = 15) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: bool(seen()), seconds), "the agent did not do it in time"

    def payloads(self) -> list[Payload]:
        return [Payload.FromString(self.stored[name]) for name in self.order]

    @contextmanager
    def open(self) -> Iterator[SmallCollector]:
        """Opens both doors; a second time at the same ports."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self.servers.issue(key.public_key(), SERVER_NAME).public_bytes(PEM)
        mutual = grpc.ssl_server_credentials(
            [(pem(key), certificate)], self.agents.certificate.public_bytes(PEM), require_client_auth=True
        )
        plain = grpc.ssl_server_credentials([(pem(key), certificate)])
        server = grpc.server(ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 0)])
        ingest_pb2_grpc.add_IngestServicer_to_server(self, server)
        identity_pb2_grpc.add_IdentityServicer_to_server(self, server)
        enroller = grpc.server(ThreadPoolExecutor(2), options=[("grpc.so_reuseport", 0)])
        enrolment_pb2_grpc.add_EnrolmentServicer_to_server(self, enroller)
        self.port = server.add_secure_port(f"127.0.0.1:{self.port}", mutual)
        self.door = enroller.add_secure_port(f"127.0.0.1:{self.door}", plain)
        server.start()
        enroller.start()
        try:
            yield self
        finally:
            server.stop(0).wait()
            enroller.stop(0).wait()
