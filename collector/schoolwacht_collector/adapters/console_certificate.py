"""The certificate of the console's https door, when the school has none: an issuer of its own, and what it signs.

A third root beside those for servers and agents, for three reasons. People put it into their browsers, where it stays
for years and is copied around; agents must not come to trust by that way anything but their collector's doors, nor the
other way round. It can be taken away or made anew, when the school gets a real certificate, without any machine having
to be enrolled again. And homes of before it have no such root, but have agents that hold the other two.

Browsers limit a server's certificate to 398 days (https://cabforum.org, baseline requirements 6.3.2), so ours lasts
397, from a day before it is made: here browsers check, and their clocks are those of people. It is made anew when a
third of that is left, or when this machine goes by other names.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from schoolwacht_collector.adapters.authority import BEGINNING, CA_LIFE
from schoolwacht_collector.adapters.key_files import (
    BrokenAuthority,
    load_certificate,
    load_key,
    named,
    pem_of,
    write_over,
)

LIFE = timedelta(days=397)
RENEW_BEFORE = LIFE / 3
_AHEAD = timedelta(days=1)
"""A browser whose clock is behind accepts it too."""
_MOST_NAMES = 100
_LONGEST_COMMON_NAME = 64
_PEM = serialization.Encoding.PEM


class ConsoleCertificates:
    """Two files, each holding a key and its certificate, so that the two can never part."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the authority's; the issuer is founded when it is first asked for."""
        self._issuer = folder / "console-ca.pem"
        self._door = folder / "console.pem"

    def ca_pem(self) -> bytes:
        """What people put into their browsers. Raises BrokenAuthority."""
        return self._ca()[1].public_bytes(_PEM)

    def file_for(self, names: Sequence[str], now: datetime) -> Path:
        """The file with key and certificate for these names, made anew when it has to be. Raises BrokenAuthority."""
        wanted = _alternatives(names)
        if not self._fits(wanted, now):
            self._make(wanted, now)
        return self._door

    def ends(self) -> datetime | None:
        """When the door's certificate ends; None before the first is made."""
        return load_certificate(self._door).not_valid_after_utc if self._door.exists() else None

    def _fits(self, wanted: x509.SubjectAlternativeName, now: datetime) -> bool:
        try:
            there = load_certificate(self._door)
            load_key(self._door)
            there.verify_directly_issued_by(self._ca()[1])
            named_there = there.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except BrokenAuthority:
            if self._door.exists():
                self._door.unlink()  # unlike an issuer, this one can be made again without anybody noticing
            return False
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            return False
        return set(named_there) == set(wanted) and there.not_valid_before_utc <= now < (
            there.not_valid_after_utc - RENEW_BEFORE
        )

    def _make(self, wanted: x509.SubjectAlternativeName, now: datetime) -> None:
        issuer_key, issuer = self._ca()
        key = ec.generate_private_key(ec.SECP256R1())
        begin = (now - _AHEAD).replace(microsecond=0)
        certificate = (
            _begun(key, issuer.subject, "Schoolwacht")
            .not_valid_before(begin)
            .not_valid_after(begin + LIFE)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(wanted, critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
            .sign(issuer_key, hashes.SHA256())
        )
        write_over(self._door, pem_of(key) + certificate.public_bytes(_PEM))

    def _ca(self) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        if not self._issuer.exists():
            self._found()
        try:
            return load_key(self._issuer), load_certificate(self._issuer)
        except BrokenAuthority as flaw:
            raise BrokenAuthority(
                f"{self._issuer} is damaged: put it back from a backup. Without one, take it away; a new one is made "
                "then, which every browser has to trust anew"
            ) from flaw

    def _found(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _begun(key, None, f"Schoolwacht console {socket.gethostname()}"[:_LONGEST_COMMON_NAME])
            .not_valid_before(BEGINNING)
            .not_valid_after(BEGINNING + CA_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        write_over(self._issuer, pem_of(key) + certificate.public_bytes(_PEM))


def _begun(key: ec.EllipticCurvePrivateKey, issuer: x509.Name | None, name: str) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer or named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternatives(names: Sequence[str]) -> x509.SubjectAlternativeName:
    """Names as a certificate carries them. A name that no certificate can carry is left out: the rest must work."""
    found: list[x509.GeneralName] = []
    for name in names[:_MOST_NAMES]:
        try:
            found.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            if name and name.isascii() and "_" not in name and " " not in name:
                found.append(x509.DNSName(name.casefold()))
    return x509.SubjectAlternativeName(dict.fromkeys(found))
