"""Keys and certificates of simulated machines, kept in a folder so that a restart is the same devices."""

from __future__ import annotations

import hashlib
import json
import os
import ssl
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a machine is to the collector. Without a certificate it still waits to be enrolled. All PEM."""

    key: str = field(repr=False)
    request: str = ""
    certificate: str = ""
    device_id: str = ""
    server_ca: str = ""

    @property
    def signing_request(self) -> bytes:
        """The request to have the key signed, DER."""
        return bytes.fromhex(self.request)


def new_identity() -> Identity:
    """A new P-256 key and its signing request."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "schoolwacht-agent")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Identity(pem.decode(), request.public_bytes(serialization.Encoding.DER).hex())


def as_pem(certificate: bytes) -> str:
    """A certificate (DER) as PEM."""
    return ssl.DER_cert_to_PEM_cert(certificate)


class Wallet:
    """One file for each machine."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "identities"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def load(self, key: str) -> Identity:
        """The identity of a machine; a new one, kept before it is used, when there is none or it cannot be read."""
        path = self._path(key)
        try:
            return Identity(**json.loads(path.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            identity = new_identity()
            self.keep(key, identity)
            return identity

    def keep(self, key: str, identity: Identity) -> None:
        """Keeps an identity; a crash leaves the one of before."""
        path = self._path(key)
        half = path.with_suffix(".new")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(identity), file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    def _path(self, key: str) -> Path:
        safe = "".join(letter if letter.isalnum() or letter == "-" else "_" for letter in key)
        return self._folder / f"{safe}-{hashlib.sha256(key.encode()).hexdigest()[:8]}.json"
