"""The authority writes the identity itself, whatever a request asks for."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from schoolwacht_collector.adapters.authority import BEGINNING, FileAuthority
from schoolwacht_collector.ports import BadRequest

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def authority(tmp_path: Path) -> FileAuthority:
    return FileAuthority(tmp_path / "pki")


def request_for(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, name: str = "agent") -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("collector.schoolwacht.internal")]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


def test_a_request_for_another_name_and_ca_rights_gets_neither(authority: FileAuthority) -> None:
    signed = authority.sign_agent(request_for(ec.generate_private_key(ec.SECP256R1()), "root"), "device-1", NOW)
    certificate = x509.load_der_x509_certificate(signed.der)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert list(names) == [x509.UniformResourceIdentifier("schoolwacht://agent/device-1")]
    assert certificate.subject.rfc4514_string() == "CN=device-1"
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_a_certificate_lives_over_a_year_and_is_renewed_at_two_thirds(authority: FileAuthority) -> None:
    signed = authority.sign_agent(request_for(ec.generate_private_key(ec.SECP256R1())), "d", NOW)
    life = signed.expires_at - NOW
    assert life >= timedelta(days=365)
    assert (signed.renew_after - NOW) / life == pytest.approx(2 / 3)


def test_certificates_are_valid_on_a_pc_that_believes_it_is_the_year_2000(authority: FileAuthority) -> None:
    ca = x509.load_der_x509_certificate(authority.server_ca())
    server = x509.load_pem_x509_certificate(authority.door()[1])
    assert ca.not_valid_before_utc == server.not_valid_before_utc == BEGINNING
    assert ca.not_valid_after_utc > NOW + timedelta(days=20 * 365)


def test_rubbish_a_weak_key_and_a_foreign_signature_are_refused(authority: FileAuthority) -> None:
    good = request_for(ec.generate_private_key(ec.SECP256R1()))
    for bad in (
        b"",
        b"rubbish",
        good[:-4] + b"\x00\x00\x00\x00",
        request_for(ec.generate_private_key(ec.SECP192R1())),
        request_for(rsa.generate_private_key(65537, 2048)),
    ):
        with pytest.raises(BadRequest):
            authority.sign_agent(bad, "d", NOW)


def test_only_our_own_client_certificates_are_ours(authority: FileAuthority, tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    signed = authority.sign_agent(request_for(key), "d", NOW)
    assert authority.is_ours(signed.der) == signed.serial
    stranger = FileAuthority(tmp_path / "other").sign_agent(request_for(key), "d", NOW)
    server = x509.load_pem_x509_certificate(authority.door()[1]).public_bytes(serialization.Encoding.DER)
    for foreign in (stranger.der, server, b"rubbish"):
        with pytest.raises(BadRequest):
            authority.is_ours(foreign)


def test_only_the_holder_of_the_old_key_can_prove_it(authority: FileAuthority) -> None:
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    der = authority.sign_agent(request_for(key), "d", NOW).der
    assert authority.proves(der, key.sign(b"message", ec.ECDSA(hashes.SHA256())), b"message")
    assert not authority.proves(der, other.sign(b"message", ec.ECDSA(hashes.SHA256())), b"message")
    assert not authority.proves(der, b"", b"message")


def test_keys_are_for_their_owner_only_and_survive_a_restart(tmp_path: Path) -> None:
    first = FileAuthority(tmp_path / "pki")
    for path in (tmp_path / "pki").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert FileAuthority(tmp_path / "pki").server_ca() == first.server_ca()


def test_a_kill_while_the_authority_is_founded_leaves_a_clean_start(tmp_path: Path) -> None:
    (tmp_path / "pki.new").mkdir()
    (tmp_path / "pki.new" / "servers.key").write_text("half")
    FileAuthority(tmp_path / "pki")
    assert not (tmp_path / "pki.new").exists()
