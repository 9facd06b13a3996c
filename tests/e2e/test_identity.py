"""A machine that looks like a known device waits; a person tells, and it goes on as that device."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from schoolwacht_protos.v1.enrolment_pb2 import Claims, EnrolReply, EnrolRequest, IdentitySignal
from schoolwacht_protos.v1.enrolment_pb2_grpc import EnrolmentStub
from stage.collector import StagedCollector, staged_collector
from stage.enrolling import channel, new_key, secret_of, signing_request

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedCollector]:
    with staged_collector(tmp_path_factory.mktemp("identity") / "home") as running:
        yield running


def hardware(name: str) -> list[IdentitySignal]:
    kinds = ("smbios_uuid", "serial", "board_serial", "disk_serial", "system_id")
    return [IdentitySignal(signal=kind, value=sha256(f"{kind} {name}".encode()).hexdigest()) for kind in kinds]


def ask(
    collector: StagedCollector, token: str, key: EllipticCurvePrivateKey, host: str, signals: list[IdentitySignal]
) -> EnrolReply:
    claims = Claims(host=host, signals=signals)
    request = EnrolRequest(token=secret_of(token), signing_request=signing_request(key), claims=claims)
    with channel(collector, None, collector.enrol_port) as line:
        reply: EnrolReply = EnrolmentStub(line).Enrol(request, timeout=10)
    return reply


def test_a_machine_that_was_installed_anew_goes_on_as_the_device_that_a_person_says(collector: StagedCollector) -> None:
    token = collector.token("--room", "07", "--uses", "2")
    first = ask(collector, token, new_key(), "lok07-pc01", hardware("one"))
    key = new_key()
    waiting = ask(collector, token, key, "nieuw", hardware("one"))
    assert (first.status, waiting.status) == (EnrolReply.APPROVED, EnrolReply.PENDING)

    (asked,) = collector.ask("device", "asks")
    assert (asked["device_id"], asked["looks_like"], asked["reason"]) == (
        waiting.device_id,
        "lok07-pc01",
        "same_hardware",
    )
    collector.ask("device", "same", waiting.device_id[:8])
    again = ask(collector, token, key, "nieuw", hardware("one"))
    assert (again.status, again.device_id) == (EnrolReply.APPROVED, first.device_id)
    assert collector.ask("device", "asks") == []

    collector.ask("device", "undecide", waiting.device_id[:8])
    collector.ask("device", "separate", waiting.device_id[:8])
    assert ask(collector, token, key, "nieuw", hardware("one")).device_id == waiting.device_id


def test_a_room_that_resets_knows_its_machines_again(collector: StagedCollector) -> None:
    token = collector.token("--room", "08", "--resets", "--expires", "300d")
    first = ask(collector, token, new_key(), "lok08-pc01", hardware("two"))
    for _ in range(3):
        again = ask(collector, token, new_key(), "lok08-pc01", hardware("two"))
        assert (again.status, again.device_id) == (EnrolReply.APPROVED, first.device_id)


def test_hostile_signs_are_no_evidence_and_break_nothing(collector: StagedCollector) -> None:
    token = collector.token("--room", "09", "--uses", "3")
    wild = [IdentitySignal(signal="serial\n", value="x" * 100), IdentitySignal(signal="container", value="<b>")]
    many = [IdentitySignal(signal="disk_serial", value=f"{number:064x}") for number in range(300)]
    for signals in (wild, many):
        assert ask(collector, token, new_key(), "lok09", signals).status == EnrolReply.APPROVED
    with pytest.raises(grpc.RpcError):
        ask(collector, token, new_key(), "lok09", many * 20)
