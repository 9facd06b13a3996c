"""Joins a collector as an agent does, with gRPC alone: the key, the call, and the certificate that comes back."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from schoolwacht_collector.adapters.authority import SERVER_NAME
from schoolwacht_protos.v1 import enrolment_pb2
from schoolwacht_protos.v1.enrolment_pb2_grpc import EnrolmentStub
from stage.collector import StagedCollector

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


@dataclass
class Pair:
    """A key and a certificate for it."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes

    @property
    def pem(self) -> tuple[bytes, bytes]:
        """Key and certificate as gRPC wants them."""
        raw = serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(PEM, raw, serialization.NoEncryption()), self.certificate


def new_key() -> ec.EllipticCurvePrivateKey:
    """A key as an agent makes it."""
    return ec.generate_private_key(ec.SECP256R1())


def signing_request(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A signing request with this key; the name in it is ignored."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "anybody")])
    return x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256()).public_bytes(DER)


def channel(collector: StagedCollector, pair: Pair | None, port: int | None = None) -> grpc.Channel:
    """A line to the agents' door, or to another port; without a pair, without a client certificate."""
    root = (collector.home / "pki" / "servers.crt").read_bytes()
    key, certificate = pair.pem if pair else (None, None)
    return grpc.secure_channel(
        f"127.0.0.1:{port or collector.push_port}",
        grpc.ssl_channel_credentials(root, key, certificate),
        [("grpc.ssl_target_name_override", SERVER_NAME), ("grpc.enable_retries", 0)],
    )


def secret_of(token: str) -> str:
    """What is secret in a joining string."""
    packed = token.removeprefix("swt1.")
    secret: str = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))["s"]
    return secret


def enrol(
    collector: StagedCollector, token: str, claims: enrolment_pb2.Claims, timeout: float = 10
) -> tuple[Pair, str]:
    """Joins with a joining string: the new device's key and certificate, and its id."""
    key = new_key()
    request = enrolment_pb2.EnrolRequest(token=secret_of(token), signing_request=signing_request(key), claims=claims)
    with channel(collector, None, collector.enrol_port) as line:
        reply = EnrolmentStub(line).Enrol(request, timeout=timeout)
    certificate = x509.load_der_x509_certificate(reply.certificate)
    return Pair(key, certificate.public_bytes(PEM)), reply.device_id


def enrolled(collector: StagedCollector, *words: str) -> tuple[Pair, str]:
    """A device made with a token of its own, `words` for `token create`, and with claims that need cleaning."""
    claims = enrolment_pb2.Claims(host="lok\u202e07\nevil", operating_system="x" * 10_000)
    return enrol(collector, collector.token(*words), claims)
