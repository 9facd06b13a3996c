from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from cryptography import x509

from schoolwacht_simulator.identity import Wallet, as_pem, new_identity


def test_a_new_identity_has_a_key_and_a_request_that_it_signed() -> None:
    identity = new_identity()
    asked = x509.load_der_x509_csr(identity.signing_request)
    assert asked.is_signature_valid
    assert identity.certificate == ""
    assert identity.key not in repr(identity)


def test_an_identity_is_kept_before_it_is_used(tmp_path: Path) -> None:
    first = Wallet(tmp_path).load("sec-pc01")
    assert Wallet(tmp_path).load("sec-pc01") == first
    assert Wallet(tmp_path).load("sec-pc02") != first


def test_what_is_kept_is_what_was_given_and_nobody_else_reads_it(tmp_path: Path) -> None:
    wallet = Wallet(tmp_path)
    joined = replace(wallet.load("a"), certificate="PEM", device_id="7")
    wallet.keep("a", joined)
    assert wallet.load("a") == joined
    (path,) = (tmp_path / "identities").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_cannot_be_read_gives_way_to_a_new_identity(tmp_path: Path) -> None:
    wallet = Wallet(tmp_path)
    first = wallet.load("a")
    (path,) = (tmp_path / "identities").iterdir()
    path.write_text('{"key": "cut sho')
    assert wallet.load("a").key != first.key


def test_a_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    wallet = Wallet(tmp_path)
    wallet.load("../../x")
    wallet.load("../_./x")
    assert len(list((tmp_path / "identities").iterdir())) == 2
    assert list(tmp_path.iterdir()) == [tmp_path / "identities"]


def test_a_certificate_is_written_as_pem() -> None:
    assert as_pem(b"abc").splitlines() == ["-----BEGIN CERTIFICATE-----", "YWJj", "-----END CERTIFICATE-----"]
