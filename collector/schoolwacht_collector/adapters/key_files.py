"""Keys and certificates as PEM files for their owner only: reading them, writing them, and words for broken ones."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class BrokenAuthority(Exception):  # noqa: N818 - a state of the files
    """The keys cannot be used; the message says what to do. Nothing new is founded in their place."""


def named(common_name: str) -> x509.Name:
    """A name with one part."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def fingerprint(key: ec.EllipticCurvePublicKey) -> str:
    """SHA-256 of a public key, in hexadecimal."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
    return digest.finalize().hex()


def pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A key as text, without a password: the rights of its file guard it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key in a file. Raises BrokenAuthority."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as flaw:
        raise broken(path) from flaw
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise broken(path)
    return key


def load_certificate(path: Path) -> x509.Certificate:
    """The first certificate in a file. Raises BrokenAuthority."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as flaw:
        raise broken(path) from flaw


def broken(path: Path) -> BrokenAuthority:
    """What to do when a file of the authority is not what it should be."""
    return BrokenAuthority(
        f"{path} is missing or damaged: put the folder {path.parent} back from a backup. Without one, take that folder "
        "away; a new authority is made then, and every machine has to be enrolled again"
    )


def write_new(path: Path, content: bytes) -> None:
    """Writes a file that must not be there yet."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_over(path: Path, content: bytes) -> None:
    """Replaces a file: whatever happens in between, the old one or the new one is there, whole."""
    making = path.with_name(path.name + ".new")
    making.unlink(missing_ok=True)
    write_new(making, content)
    making.replace(path)
