"""Enrolment: tokens are spent once, identities are made here, an old key keeps its device."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from collector.school import NOW, School
from schoolwacht_collector.books.devices import Token
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.ports import BadRequest, Signed
from schoolwacht_collector.usecases.enrol_host import Admission, Application, enrol_host, renew_identity
from schoolwacht_collector.usecases.manage_devices import approve, revoke


class PaperAuthority:
    """Signs by writing down; a request is its own key, a certificate is "KEY of DEVICE"."""

    def __init__(self) -> None:
        self.signed: dict[str, int] = {}

    def key_fingerprint(self, signing_request: bytes) -> str:
        if signing_request == b"rubbish":
            raise BadRequest("that is no signing request")
        return signing_request.decode()

    def sign_agent(self, signing_request: bytes, device_id: str, now: datetime) -> Signed:
        key = self.key_fingerprint(signing_request)
        life = timedelta(days=730)
        self.signed[key] = self.signed.get(key, 0) + 1
        serial = f"serial-{key}" if self.signed[key] == 1 else f"serial-{key}-{self.signed[key]}"
        return Signed(f"{key} of {device_id}".encode(), serial, key, now, now + life, now + life * 2 / 3)

    def is_ours(self, certificate: bytes) -> str:
        if b" of " not in certificate:
            raise BadRequest("that certificate is not one of ours")
        return f"serial-{certificate.split(b' ')[0].decode()}"

    def proves(self, certificate: bytes, signature: bytes, message: bytes) -> bool:
        return signature == certificate.split(b" ")[0] + b" signs " + message

    def server_ca(self) -> bytes:
        return b"ca"


CA = PaperAuthority()


@pytest.fixture(autouse=True)
def _fresh_authority() -> None:
    CA.signed.clear()


def application(key: str = "key-1", secret: str = "secret", proof: tuple[bytes, bytes] = (b"", b"")) -> Application:  # noqa: S107 - made up
    return Application(secret, key.encode(), "lok07-pc03", "Debian 12", "0.1.0", "SN1", *proof)


def token(school: School, **changes: object) -> None:
    made = Token("t", hash_of("secret"), "Zuid", "07", DeviceClass.SHARED, 1, NOW + timedelta(days=1), False, NOW)
    school.ledger.write(lambda books: books.tokens.add(replace(made, **changes)))  # type: ignore[arg-type]


def enrol(school: School, handed_in: Application, now: datetime = NOW) -> Admission:
    return school.ledger.write(lambda books: enrol_host(books, CA, handed_in, now))


def devices(school: School) -> list[Device]:
    return list(school.ledger.read(lambda books: books.devices.all()))


def test_a_machine_becomes_a_device_in_the_place_of_its_token(school: School) -> None:
    token(school)
    admission = enrol(school, application())
    (device,) = devices(school)
    assert (device.host, device.site, device.room, device.state) == ("lok07-pc03", "Zuid", "07", DeviceState.ACTIVE)
    assert admission.device_id == device.device_id
    assert admission.signed is not None
    caller = school.ledger.read(lambda books: books.devices.caller("serial-key-1"))
    assert caller is not None
    assert caller.device.device_id == device.device_id


def test_the_same_key_again_is_the_same_device_and_spends_nothing(school: School) -> None:
    token(school)
    assert enrol(school, application()).device_id == enrol(school, application()).device_id
    assert len(devices(school)) == 1


@pytest.mark.parametrize(
    ("changes", "handed_in", "why"),
    [
        ({"uses_left": 0}, application(), "as often as it may"),
        ({"expires_at": NOW}, application(), "expired"),
        ({}, application(secret="guess"), "not one of ours"),
        ({}, replace(application(), signing_request=b"rubbish"), "no signing request"),
    ],
)
def test_a_spent_late_or_unknown_token_is_refused_in_words(
    school: School, changes: dict[str, object], handed_in: Application, why: str
) -> None:
    token(school, **changes)
    with pytest.raises(BadRequest, match=why):
        enrol(school, handed_in)
    assert devices(school) == []


def test_with_ask_it_waits_until_somebody_approves(school: School) -> None:
    token(school, ask=True)
    first = enrol(school, application())
    assert first.signed is None
    (device,) = devices(school)
    school.ledger.write(lambda books: approve(books, device, "me", NOW))
    assert enrol(school, application()).signed is not None


def test_a_machine_that_proves_its_old_key_stays_the_same_device(school: School) -> None:
    token(school, uses_left=2)
    before = enrol(school, application())
    assert before.signed is not None
    proof = (before.signed.der, b"key-1 signs key-2")
    after = enrol(school, application("key-2", proof=proof))
    assert after.device_id == before.device_id
    assert len(devices(school)) == 1


@pytest.mark.parametrize(
    "proof",
    [
        (b"key-1 of X", b"forged"),
        (b"foreign", b""),
    ],
)
def test_a_machine_that_proves_nothing_becomes_a_new_device(school: School, proof: tuple[bytes, bytes]) -> None:
    token(school, uses_left=2)
    before = enrol(school, application())
    assert enrol(school, application("key-2", proof=proof)).device_id != before.device_id


def test_a_revoked_certificate_proves_nothing(school: School) -> None:
    token(school, uses_left=2)
    before = enrol(school, application())
    assert before.signed is not None
    (device,) = devices(school)
    school.ledger.write(lambda books: revoke(books, device, "me", NOW))
    proof = (before.signed.der, b"key-1 signs key-2")
    assert enrol(school, application("key-2", proof=proof)).device_id != before.device_id
    with pytest.raises(BadRequest, match="revoked or retired"):
        enrol(school, application())


def test_a_renewed_certificate_is_for_the_same_device(school: School) -> None:
    token(school)
    device_id = enrol(school, application()).device_id
    school.ledger.write(lambda books: renew_identity(books, CA, b"key-9", device_id, NOW))
    caller = school.ledger.read(lambda books: books.devices.caller("serial-key-9"))
    assert caller is not None
    assert caller.device.device_id == device_id


def test_claims_are_cleaned(school: School) -> None:
    token(school)
    enrol(school, replace(application(), host="lok\u202e07\n<script>", operating_system="x" * 9999))
    (device,) = devices(school)
    assert device.host == "lok07 <script>"
    assert len(device.operating_system) == 120
