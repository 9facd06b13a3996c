"""The certificate authority: one issuer for servers, another for agents, in files of the collector's home.

Two roots instead of one, so that a client certificate can never pass for a server's nor the other way round: each side
trusts only the issuer of the other. Whatever a signing request asks for is ignored; only its public key is taken.
Certificates begin in the year 2000, because a PC with a dead clock battery believes that it lives there.
"""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from schoolwacht_collector.adapters.key_files import (
    BrokenAuthority,
    broken,
    fingerprint,
    load_certificate,
    load_key,
    named,
    pem_of,
    write_new,
)
from schoolwacht_collector.ports import BadRequest, Signed

__all__ = ["SERVER_NAME", "BrokenAuthority", "FileAuthority"]

SERVER_NAME = "collector.schoolwacht.internal"
"""The one name that agents verify, wherever the collector is; so moving it breaks nobody."""

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
CA_LIFE = timedelta(days=365 * 60)
"""From 2000 on; an authority that ends while schools still use it would lock every machine out at once."""
AGENT_LIFE = timedelta(days=730)
RENEW_AFTER = AGENT_LIFE * 2 / 3
AGENT_URI = "schoolwacht://agent/"
_SMALLEST_KEY = 256


class FileAuthority:
    """An `Authority` whose keys are files, readable by their owner only."""

    def __init__(self, folder: Path) -> None:
        """Opens the authority in a folder, or founds it there when that is empty. Raises BrokenAuthority."""
        if not folder.exists() or not any(folder.iterdir()):
            _found(folder)
        self._folder = folder
        self._agents_key = load_key(folder / "agents.key")
        self._agents = load_certificate(folder / "agents.crt")
        self._servers = load_certificate(folder / "servers.crt")
        load_key(folder / "server.key")  # a broken one is found now, not by the first machine that calls
        load_certificate(folder / "server.crt")

    def server_ca(self) -> bytes:
        """See `Authority`."""
        return self._servers.public_bytes(serialization.Encoding.DER)

    def door(self) -> tuple[bytes, bytes, bytes]:
        """Server key, server certificate and the issuer of clients, as PEM, for the gRPC doors."""
        return (
            (self._folder / "server.key").read_bytes(),
            (self._folder / "server.crt").read_bytes(),
            (self._folder / "agents.crt").read_bytes(),
        )

    def ends(self) -> dict[str, datetime]:
        """When each certificate of the doors ends, for the doctor. Raises BrokenAuthority."""
        return {
            "doors for agents": load_certificate(self._folder / "server.crt").not_valid_after_utc,
            "issuer of the doors": self._servers.not_valid_after_utc,
            "issuer of agents": self._agents.not_valid_after_utc,
        }

    def check(self) -> None:
        """Whether keys belong to their certificates, and the server's comes from its issuer. Raises BrokenAuthority."""
        server = load_certificate(self._folder / "server.crt")
        for name, certificate in {"agents": self._agents, "servers": self._servers, "server": server}.items():
            if load_key(self._folder / f"{name}.key").public_key() != certificate.public_key():
                raise broken(self._folder / f"{name}.key")
        try:
            server.verify_directly_issued_by(self._servers)
        except (ValueError, TypeError, InvalidSignature) as flaw:
            raise broken(self._folder / "server.crt") from flaw

    def key_fingerprint(self, signing_request: bytes) -> str:
        """See `Authority`."""
        return fingerprint(_key_of(signing_request))

    def sign_agent(self, signing_request: bytes, device_id: str, now: datetime) -> Signed:
        """See `Authority`."""
        key = _key_of(signing_request)
        expires = now + AGENT_LIFE
        certificate = (
            x509.CertificateBuilder()
            .subject_name(named(device_id))
            .issuer_name(self._agents.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGINNING)
            .not_valid_after(expires)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.UniformResourceIdentifier(AGENT_URI + device_id)]), critical=False
            )
            .sign(self._agents_key, hashes.SHA256())
        )
        der = certificate.public_bytes(serialization.Encoding.DER)
        return Signed(der, f"{certificate.serial_number:x}", fingerprint(key), now, expires, now + RENEW_AFTER)

    def is_ours(self, certificate: bytes) -> str:
        """See `Authority`."""
        try:
            parsed = x509.load_der_x509_certificate(certificate)
            parsed.verify_directly_issued_by(self._agents)
        except (ValueError, TypeError, InvalidSignature) as flaw:
            raise BadRequest("that certificate is not one of ours") from flaw
        return f"{parsed.serial_number:x}"

    def proves(self, certificate: bytes, signature: bytes, message: bytes) -> bool:
        """See `Authority`."""
        key = x509.load_der_x509_certificate(certificate).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        try:
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def _key_of(signing_request: bytes) -> ec.EllipticCurvePublicKey:
    """The public key of a request, if it is one we would sign."""
    try:
        request = x509.load_der_x509_csr(signing_request)
        key = request.public_key()
        proven = request.is_signature_valid
    except (ValueError, TypeError) as flaw:
        raise BadRequest("that is no signing request") from flaw
    if not proven or not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.key_size < _SMALLEST_KEY:
        raise BadRequest("that signing request has no elliptic key of 256 bits or more, or is not signed by it")
    return key


def _found(folder: Path) -> None:
    """Makes both issuers and the server's certificate; a kill half-way leaves nothing that looks whole."""
    making = folder.with_name(folder.name + ".new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700, parents=True)
    for name in ("servers", "agents"):
        key = ec.generate_private_key(ec.SECP256R1())
        write_new(making / f"{name}.key", pem_of(key))
        write_new(making / f"{name}.crt", _issuer(key, f"Schoolwacht {name}").public_bytes(serialization.Encoding.PEM))
    server = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.load_pem_x509_certificate((making / "servers.crt").read_bytes())
    certificate = _server(server, issuer, load_key(making / "servers.key"), [SERVER_NAME, "localhost"])
    write_new(making / "server.key", pem_of(server))
    write_new(making / "server.crt", certificate.public_bytes(serialization.Encoding.PEM))
    if folder.exists():
        folder.rmdir()  # only an empty one: keys that are there are never overwritten
    making.rename(folder)


def _issuer(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINNING)
        .not_valid_after(BEGINNING + CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )


def _server(
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
) -> x509.Certificate:
    alternatives = [x509.DNSName(name) for name in names] + [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    return (
        x509.CertificateBuilder()
        .subject_name(named(names[0]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINNING)
        .not_valid_after(BEGINNING + CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
