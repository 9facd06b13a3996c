from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from agent.small_collector import DER, Issuer, SmallCollector
from schoolwacht_agent.identity import NoIdentity, Wallet
from schoolwacht_agent.uplink.enrolling import ask
from schoolwacht_agent.uplink.line import NotWelcome, Unreachable
from schoolwacht_protos.v1.enrolment_pb2 import Claims

CLAIMS = Claims(host="pc-01")


def test_a_token_makes_a_device(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        answer = ask(Wallet(tmp_path), collector.token(), CLAIMS)
    assert answer.identity == Wallet(tmp_path).load()
    assert answer.identity.device_id in collector.devices.values()
    assert collector.enrolments[0].claims.host == "pc-01"
    assert collector.enrolments[0].previous_certificate == b""


def test_waiting_for_approval_asks_with_the_same_request(tmp_path: Path) -> None:
    with SmallCollector(pending=2).open() as collector:
        answers = [ask(Wallet(tmp_path), collector.token(), CLAIMS) for _ in range(3)]
    assert [answer.identity is None for answer in answers] == [True, True, False]
    assert answers[0].retry_after_ms == 1000
    assert len({request.signing_request for request in collector.enrolments}) == 1


def test_a_token_that_is_no_good_is_refused_in_words(tmp_path: Path) -> None:
    with SmallCollector().open() as collector, pytest.raises(NotWelcome, match="unknown, spent or expired"):
        ask(Wallet(tmp_path), collector.token("guess"), CLAIMS)
    with pytest.raises(NoIdentity):
        Wallet(tmp_path).load()


def test_a_token_of_another_collector_gives_nothing_away(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        foreign = replace(collector.token(), server_ca=Issuer("servers").certificate.public_bytes(DER))
        with pytest.raises(Unreachable):
            ask(Wallet(tmp_path), foreign, CLAIMS)
    assert collector.enrolments == []


def test_the_next_address_of_a_token_is_tried(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        closed = f"127.0.0.1:{nobody.getsockname()[1]}"
    with SmallCollector().open() as collector:
        token = collector.token()
        assert ask(Wallet(tmp_path), replace(token, enrol_addresses=(closed, *token.enrol_addresses)), CLAIMS).identity
    with pytest.raises(Unreachable, match="cannot be reached"):
        ask(Wallet(tmp_path), replace(token, enrol_addresses=(closed,)), CLAIMS)


def test_a_machine_that_enrols_again_proves_who_it_was(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        ask(Wallet(tmp_path), collector.token(), CLAIMS)
        ask(Wallet(tmp_path), collector.token(), CLAIMS)
    again = collector.enrolments[1]
    key = x509.load_der_x509_certificate(again.previous_certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(again.previous_signature, again.signing_request, ec.ECDSA(hashes.SHA256()))
