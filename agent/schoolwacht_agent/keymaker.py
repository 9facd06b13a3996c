"""Everything that needs `cryptography`, done in a short process of its own.

That library would cost the agent 15 MiB for as long as it runs, for the work of a second in a year.

`python -I -m schoolwacht_agent.keymaker` reads one JSON object from standard input and writes one to standard output.
Keys pass through these pipes only, never through arguments, the environment or a file of this module's.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Said = dict[str, str]


def make(_: Said) -> Said:
    """A new P-256 key, and a signing request for it. The request asks for nothing: the collector decides who it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "schoolwacht-agent")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {"key": pem.decode(), "request": _text(request.public_bytes(serialization.Encoding.DER))}


def check(said: Said) -> Said:
    """Whether a certificate belongs to a key, its dates, and the same as PEM."""
    certificate = x509.load_der_x509_certificate(b64decode(said["certificate"]))
    key = _key(said["key"])
    mine = _public(key.public_key())
    return {
        "matches": "yes" if mine == _public(certificate.public_key()) else "",
        "certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
        "not_before": certificate.not_valid_before_utc.isoformat(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
        "serial": f"{certificate.serial_number:x}",
    }


def sign(said: Said) -> Said:
    """A signature (ECDSA, SHA-256) with a key, and a PEM certificate as DER: proof of who this machine was before."""
    signature = _key(said["key"]).sign(b64decode(said["message"]), ec.ECDSA(hashes.SHA256()))
    certificate = x509.load_pem_x509_certificate(said["certificate"].encode())
    return {
        "signature": _text(signature),
        "certificate": _text(certificate.public_bytes(serialization.Encoding.DER)),
    }


def examine(said: Said) -> Said:
    """Whether a stored key and its certificate belong together, and the issuer of servers can be read; all are PEM."""
    certificate = x509.load_pem_x509_certificate(said["certificate"].encode())
    x509.load_pem_x509_certificate(said["issuer"].encode())
    same = _public(_key(said["key"]).public_key()) == _public(certificate.public_key())
    return {"matches": "yes" if same else ""}


def pem(said: Said) -> Said:
    """A certificate as PEM, which also proves that it is one."""
    certificate = x509.load_der_x509_certificate(b64decode(said["certificate"]))
    return {"certificate": certificate.public_bytes(serialization.Encoding.PEM).decode()}


def _key(text: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(text.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the agent's key is no elliptic key")
    return key


def _public(key: object) -> bytes:
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return b""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _text(content: bytes) -> str:
    return b64encode(content).decode()


WORK: dict[str, Callable[[Said], Said]] = {"make": make, "check": check, "examine": examine, "sign": sign, "pem": pem}


def main() -> int:
    """Does one piece of work."""
    said = json.load(sys.stdin)
    try:
        answer = WORK[said.pop("work")](said)
    except (ValueError, TypeError, KeyError) as error:
        # The kind of error only: its text could quote a key.
        answer = {"error": type(error).__name__}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
