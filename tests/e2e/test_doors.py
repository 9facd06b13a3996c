"""The mutual-TLS door, tried with every wrong certificate there is, and with right ones that were revoked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from schoolwacht_collector.adapters.authority import FileAuthority
from schoolwacht_protos.v1 import enrolment_pb2, identity_pb2, ingest_pb2
from schoolwacht_protos.v1.enrolment_pb2_grpc import EnrolmentStub
from schoolwacht_protos.v1.identity_pb2_grpc import IdentityStub
from schoolwacht_protos.v1.ingest_pb2_grpc import IngestStub
from stage.collector import StagedCollector, staged_collector, wait_for
from stage.enrolling import PEM, Pair, channel, enrolled, new_key, secret_of, signing_request

pytestmark = pytest.mark.e2e
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedCollector]:
    with staged_collector(tmp_path_factory.mktemp("doors") / "home") as running:
        yield running


def signed_by(
    folder: Path | None,
    issuer: str = "agents",
    *,
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH,
    until: datetime = NOW + timedelta(days=30),
) -> Pair:
    """A certificate of our own making; no folder: signed by itself."""
    key = new_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "anybody")])
    issuer_name, issuer_key = name, key
    if folder is not None:
        loaded = serialization.load_pem_private_key((folder / f"{issuer}.key").read_bytes(), None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        issuer_key = loaded
        issuer_name = x509.load_pem_x509_certificate((folder / f"{issuer}.crt").read_bytes()).subject
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=60))
        .not_valid_after(until)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    return Pair(key, certificate.public_bytes(PEM))


def push(collector: StagedCollector, pair: Pair | None) -> ingest_pb2.PushReply:
    with channel(collector, pair) as line:
        reply: ingest_pb2.PushReply = IngestStub(line).Push(ingest_pb2.PushRequest(), timeout=5)
        return reply


def test_an_enrolled_device_is_let_in(collector: StagedCollector) -> None:
    pair, _ = enrolled(collector)
    reply = push(collector, pair)
    assert abs(reply.server_time_ms - time.time_ns() // 1_000_000) < 5000
    assert reply.config.revision


def test_a_new_release_of_an_agent_is_noted(collector: StagedCollector) -> None:
    pair, device_id = enrolled(collector)
    with channel(collector, pair) as line:
        for version in ("9.9", ""):
            IngestStub(line).Push(ingest_pb2.PushRequest(agent_version=version), timeout=5)
    wait_for("the release", 10, lambda: collector.ask("device", "show", device_id)["agent_version"] == "9.9")


def test_the_health_service_answers_on_the_agents_door(collector: StagedCollector) -> None:
    pair, _ = enrolled(collector)
    with channel(collector, pair) as line:
        check: grpc.UnaryUnaryMultiCallable[HealthCheckRequest, HealthCheckResponse] = line.unary_unary(
            "/grpc.health.v1.Health/Check",
            HealthCheckRequest.SerializeToString,
            HealthCheckResponse.FromString,
        )
        answer = check(HealthCheckRequest(), timeout=5)
    assert answer.status == HealthCheckResponse.SERVING


def test_nobody_is_let_in_without_a_certificate(collector: StagedCollector) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        push(collector, None)
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


def test_a_self_signed_foreign_expired_or_wrongly_used_certificate_is_refused(
    collector: StagedCollector, tmp_path: Path
) -> None:
    FileAuthority(tmp_path / "foreign")
    ours = collector.home / "pki"
    for pair in (
        signed_by(None),
        signed_by(tmp_path / "foreign"),
        signed_by(ours, until=NOW - timedelta(days=1)),
        signed_by(ours, usage=ExtendedKeyUsageOID.SERVER_AUTH),
        signed_by(ours, "servers"),
    ):
        with pytest.raises(grpc.RpcError) as refused:
            push(collector, pair)
        assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


def test_a_certificate_of_ours_that_belongs_to_no_device_is_refused(collector: StagedCollector) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        push(collector, signed_by(collector.home / "pki"))
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_a_revoked_device_can_neither_push_nor_renew_after_five_seconds(collector: StagedCollector) -> None:
    pair, device_id = enrolled(collector)
    push(collector, pair)
    collector.command("device", "revoke", device_id)
    time.sleep(5)
    with pytest.raises(grpc.RpcError) as refused:
        push(collector, pair)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    with channel(collector, pair) as line, pytest.raises(grpc.RpcError) as refused:
        IdentityStub(line).Renew(identity_pb2.RenewRequest(signing_request=signing_request(new_key())), timeout=5)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


def test_a_renewed_certificate_is_for_the_same_device_and_the_old_one_still_works(collector: StagedCollector) -> None:
    pair, device_id = enrolled(collector)
    key = new_key()
    with channel(collector, pair) as line:
        reply = IdentityStub(line).Renew(identity_pb2.RenewRequest(signing_request=signing_request(key)), timeout=5)
    certificate = x509.load_der_x509_certificate(reply.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert list(names) == [x509.UniformResourceIdentifier(f"schoolwacht://agent/{device_id}")]
    push(collector, Pair(key, certificate.public_bytes(PEM)))
    push(collector, pair)


def test_the_same_signing_key_gives_the_same_device_and_spends_the_token_once(collector: StagedCollector) -> None:
    secret = secret_of(collector.token("--uses", "1"))
    request = enrolment_pb2.EnrolRequest(token=secret, signing_request=signing_request(new_key()))
    with channel(collector, None, collector.enrol_port) as line:
        first, again = (EnrolmentStub(line).Enrol(request, timeout=5) for _ in range(2))
        assert first.device_id == again.device_id
        request.signing_request = signing_request(new_key())
        with pytest.raises(grpc.RpcError) as refused:
            EnrolmentStub(line).Enrol(request, timeout=5)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert "token create" in str(refused.value.details())


def test_what_a_machine_claims_is_cleaned_before_anybody_sees_it(collector: StagedCollector) -> None:
    _, device_id = enrolled(collector)
    device = collector.ask("device", "show", device_id)
    assert device["host"] == "lok07 evil"
    assert len(device["operating_system"]) == 120


def test_four_megabytes_of_empty_parts_are_refused_and_the_rest_goes_on(collector: StagedCollector) -> None:
    pair, _ = enrolled(collector)
    bomb = b"\x22\x00" * (2 * 1024 * 1024 - 64)
    with channel(collector, pair) as line:
        raw: grpc.UnaryUnaryMultiCallable[bytes, bytes] = line.unary_unary("/schoolwacht_protos.v1.Ingest/Push")
        with pytest.raises(grpc.RpcError) as refused:
            raw(bomb, timeout=10)
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        with pytest.raises(grpc.RpcError) as refused:
            raw(b"x" * (5 * 1024 * 1024), timeout=10)
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    push(collector, pair)


def test_too_many_pushes_of_one_device_run_into_its_limit(collector: StagedCollector) -> None:
    pair, _ = enrolled(collector)
    codes = set()
    with channel(collector, pair) as line:
        stub = IngestStub(line)
        for _ in range(1500):
            try:
                stub.Push(ingest_pb2.PushRequest(), timeout=5)
            except grpc.RpcError as refused:
                codes.add(refused.code())
                break
    assert codes == {grpc.StatusCode.RESOURCE_EXHAUSTED}
