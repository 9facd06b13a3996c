from __future__ import annotations

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from agent.small_collector import DER, PEM, Issuer, pem
from schoolwacht_agent import keymaker, keys


def certificate_for(request: bytes) -> x509.Certificate:
    key = x509.load_der_x509_csr(request).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return Issuer("agents").issue(key, "device")


def test_a_key_is_made_with_a_request_that_asks_for_nothing() -> None:
    made = keys.make()
    request = x509.load_der_x509_csr(made.request)
    assert request.is_signature_valid
    assert list(request.extensions) == []
    assert "BEGIN PRIVATE KEY" in made.key
    assert made.key not in repr(made)


def test_a_certificate_that_belongs_to_the_key_is_taken_with_its_dates() -> None:
    made = keys.make()
    checked = keys.check(made.key, certificate_for(made.request).public_bytes(DER))
    assert checked.not_before == datetime(2000, 1, 1, tzinfo=UTC)
    assert checked.not_after > datetime.now(UTC)


def test_a_certificate_for_another_key_is_refused() -> None:
    with pytest.raises(keys.KeyTrouble, match="another key"):
        keys.check(keys.make().key, certificate_for(keys.make().request).public_bytes(DER))


def test_the_proof_of_who_a_machine_was_can_be_checked() -> None:
    made = keys.make()
    before = certificate_for(made.request)
    der, signature = keys.prove(made.key, before.public_bytes(PEM).decode(), b"the new request")
    public = x509.load_der_x509_certificate(der).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(signature, b"the new request", ec.ECDSA(hashes.SHA256()))


def test_what_is_no_certificate_is_told_in_words() -> None:
    with pytest.raises(keys.KeyTrouble, match="enrol it again"):
        keys.as_pem(b"nonsense")


def test_the_key_maker_takes_everything_through_its_pipes() -> None:
    key = pem(ec.generate_private_key(ec.SECP256R1())).decode()
    said = {"work": "sign", "key": key, "message": "", "certificate": "nonsense"}
    done = subprocess.run(
        [sys.executable, "-I", "-m", "schoolwacht_agent.keymaker"],
        input=json.dumps(said), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == {"error": "ValueError"}
    assert key[40:80] not in done.stdout + done.stderr


def test_an_elliptic_key_is_wanted() -> None:
    answer = keymaker.make({})
    assert set(answer) == {"key", "request"}
    assert base64.b64decode(answer["request"])[0] == 0x30
