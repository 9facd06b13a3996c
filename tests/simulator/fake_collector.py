"""A collector that answers as it is told: real gRPC over real TLS, in this process, with nothing behind it."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from schoolwacht_protos.v1.enrolment_pb2 import EnrolReply, EnrolRequest
from schoolwacht_protos.v1.enrolment_pb2_grpc import EnrolmentServicer, add_EnrolmentServicer_to_server
from schoolwacht_protos.v1.ingest_pb2 import BatchAnswer, PushReply, PushRequest
from schoolwacht_protos.v1.ingest_pb2_grpc import IngestServicer, add_IngestServicer_to_server
from schoolwacht_simulator.joining import Token
from schoolwacht_simulator.line import SERVER_NAME

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
Answer = Callable[[PushRequest], PushReply | grpc.StatusCode]


def all_of(outcome: BatchAnswer.Outcome.ValueType, **more: object) -> Answer:
    """An answer that says the same of every batch."""

    def answer(request: PushRequest) -> PushReply:
        answers = [BatchAnswer(outcome=outcome)] * len(request.batches)
        return PushReply(answers=answers, **more)  # type: ignore[arg-type]

    return answer


class Issuer:
    """A key that signs the server and the machines."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a collector for tests")])
        own = self._certificate(self._key.public_key(), self._name)
        self.certificate = own.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
            self._key, hashes.SHA256()
        )

    def server(self) -> tuple[bytes, bytes]:
        """Key and certificate of the server, PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(SERVER_NAME)])
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SERVER_NAME)])
        made = self._certificate(key.public_key(), own).add_extension(names, critical=False)
        raw = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return raw, made.sign(self._key, hashes.SHA256()).public_bytes(PEM)

    def machine(self, signing_request: bytes) -> bytes:
        """The certificate (DER) of a machine that asked for one."""
        asked = x509.load_der_x509_csr(signing_request)
        assert asked.is_signature_valid
        public = asked.public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        return self._certificate(public, asked.subject).sign(self._key, hashes.SHA256()).public_bytes(DER)

    def _certificate(self, public: ec.EllipticCurvePublicKey, name: x509.Name) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return x509.CertificateBuilder(
            self._name, name, public, x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1)
        )


@dataclass
class FakeCollector(EnrolmentServicer, IngestServicer):
    """Answers in turn with what stands in `answers`, the last one for ever; a status code is an error."""

    issuer: Issuer
    answers: list[Answer | grpc.StatusCode] = field(default_factory=lambda: [all_of(BatchAnswer.STORED)])
    status: EnrolReply.Status.ValueType = EnrolReply.APPROVED
    address: str = ""
    enrolled: list[EnrolRequest] = field(default_factory=list)
    pushed: list[PushRequest] = field(default_factory=list)

    @property
    def token_text(self) -> str:
        """The string that a machine joins with."""
        issuer = base64.urlsafe_b64encode(self.issuer.certificate.public_bytes(DER)).decode().rstrip("=")
        said = json.dumps({"a": [self.address], "p": [self.address], "s": "secret", "c": issuer})
        return "swt1." + base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")

    @property
    def token(self) -> Token:
        """The same, read."""
        return Token.parse(self.token_text)

    async def Enrol(self, request: EnrolRequest, context: object) -> EnrolReply:  # noqa: N802, ARG002 - as gRPC names it
        """Takes everybody in."""
        self.enrolled.append(request)
        certificate = self.issuer.machine(request.signing_request) if self.status == EnrolReply.APPROVED else b""
        return EnrolReply(status=self.status, certificate=certificate, device_id=f"device-{len(self.enrolled)}")

    async def Push(self, request: PushRequest, context: grpc.aio.ServicerContext) -> PushReply:  # type: ignore[type-arg]  # noqa: N802 - as gRPC names it
        """Answers as told."""
        self.pushed.append(request)
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        said = answer if isinstance(answer, grpc.StatusCode) else answer(request)
        if isinstance(said, grpc.StatusCode):
            await context.abort(said, "told to\nfail")
        return said


@asynccontextmanager
async def fake_collector() -> AsyncIterator[FakeCollector]:
    """One that listens for the length of a block: both services on one port."""
    made = FakeCollector(Issuer())
    server = grpc.aio.server()
    add_EnrolmentServicer_to_server(made, server)
    add_IngestServicer_to_server(made, server)
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([made.issuer.server()]))
    made.address = f"127.0.0.1:{port}"
    await server.start()
    try:
        yield made
    finally:
        await server.stop(0)
