"""Turns a token and a signing request into a device, once; and keeps a device's certificate current.

The identity is made here. What the machine says of itself is a claim, kept to be shown to a person.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.devices import Certificate, Token
from schoolwacht_collector.books.identities import Moment, Question
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.identity_matching import Ask, New, Same, Why
from schoolwacht_collector.domain.identity_signs import Signs
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.ports import Authority, BadRequest, Signed
from schoolwacht_collector.usecases.identify import is_open, who_joins


@dataclass(frozen=True, slots=True)
class Application:
    """What a machine hands in to become a device."""

    secret: str
    signing_request: bytes
    host: str
    operating_system: str
    agent_version: str
    serial: str
    previous_certificate: bytes = b""
    previous_signature: bytes = b""
    signs: Signs = field(default_factory=Signs)


@dataclass(frozen=True, slots=True)
class Admission:
    """The device, and its certificate once somebody approved it."""

    device_id: str
    signed: Signed | None


def enrol_host(books: Books, authority: Authority, application: Application, now: datetime) -> Admission:
    """Admits a machine. The same signing key again gives the same device and spends nothing. Raises BadRequest."""
    fingerprint = authority.key_fingerprint(application.signing_request)
    device_id = books.tokens.application(fingerprint)
    device = books.devices.get(device_id) if device_id else None
    if device is None:
        device = _admitted(books, authority, application, fingerprint, now)
    elif device.state is DeviceState.PENDING:
        device = _asked_again(books, application, device, now)
    if device.state is DeviceState.PENDING:
        return Admission(device.device_id, None)
    if device.state is not DeviceState.ACTIVE:
        raise BadRequest("this device was revoked or retired; enrol the machine with a new token")
    return Admission(device.device_id, _certify(books, authority, application.signing_request, device.device_id, now))


def _admitted(books: Books, authority: Authority, application: Application, fingerprint: str, now: datetime) -> Device:
    token = _valid_token(books, application.secret, now)
    decision = who_joins(books, token, application.signs, _earlier_device(books, authority, application), now)
    known = books.devices.get(decision.device_id) if isinstance(decision, Same) else None
    if isinstance(decision, Same) and known is not None:
        books.tokens.apply(fingerprint, known.device_id, token.token_id, now)
        if decision.reason is Why.RESET_AT_BOOT:
            _take_up(books, known, [fingerprint], application, now)
        else:
            _spend(books, token)
            _note(books, now, "device.reenrol", known.device_id, application)
        return known
    _spend(books, token)
    device = _new_device(books, application, token, now, asked=isinstance(decision, Ask))
    books.tokens.apply(fingerprint, device.device_id, token.token_id, now)
    books.identities.keep_signs(device.device_id, application.signs)
    if isinstance(decision, Ask):
        books.identities.put(Question(device.device_id, Moment.JOINING, decision.candidates, now))
    reason = decision.candidates[0].reason if isinstance(decision, Ask) else decision.reason
    asked = "device.ask" if isinstance(decision, Ask) else "device.enrol"
    _note(books, now, asked, device.device_id, application, "" if isinstance(decision, New) else f" {reason}")
    return device


def _new_device(books: Books, application: Application, token: Token, now: datetime, *, asked: bool) -> Device:
    device = Device(
        device_id=str(uuid.uuid4()),
        host=clean(application.host, 63) or "unnamed",
        site=token.site,
        room=token.room,
        device_class=token.device_class,
        state=DeviceState.PENDING if token.ask or asked else DeviceState.ACTIVE,
        enrolled_at=now,
        agent_version=clean(application.agent_version, 32),
        operating_system=clean(application.operating_system, 120),
        serial=clean(application.serial, 64),
    )
    books.devices.add(device)
    return device


def _asked_again(books: Books, application: Application, device: Device, now: datetime) -> Device:
    """A machine that waits. One of a room that resets goes on by itself once its device is not heard any more."""
    question = books.identities.question(device.device_id)
    token = books.tokens.by_secret(hash_of(application.secret))
    if (
        question is None
        or not is_open(question, device)
        or token is None
        or not token.resets
        or token.expires_at <= now
    ):
        return device
    decision = who_joins(books, token, books.identities.signs(device.device_id), None, now)
    known = books.devices.get(decision.device_id) if isinstance(decision, Same) else None
    if known is None:
        return device
    keys = list(books.identities.keys(device.device_id))
    books.identities.hand_over(keys, known.device_id)
    _take_up(books, known, keys, application, now)
    books.devices.delete(device.device_id)  # it waited a few minutes and never reported
    return known


def _take_up(books: Books, known: Device, keys: list[str], application: Application, now: datetime) -> None:
    """The machine is this device again, without its old key: whoever still has that is shut out."""
    books.identities.revoke_others(known.device_id, keys, now)
    if application.signs.numbers:
        books.identities.keep_signs(known.device_id, application.signs)
    _note(books, now, "device.reset", known.device_id, application)


def _valid_token(books: Books, secret: str, now: datetime) -> Token:
    token = books.tokens.by_secret(hash_of(secret))
    if token is None:
        raise BadRequest("this token is not one of ours; make a new one with 'schoolwacht token create'")
    if token.expires_at <= now:
        raise BadRequest("this token has expired; make a new one with 'schoolwacht token create'")
    return token


def _spend(books: Books, token: Token) -> None:
    if not books.tokens.spend(token.token_id):
        raise BadRequest("this token was used as often as it may be; make a new one with 'schoolwacht token create'")


def _earlier_device(books: Books, authority: Authority, application: Application) -> Device | None:
    """The device this machine was before, if it still holds the key of a certificate that we signed for it."""
    if not application.previous_certificate:
        return None
    try:
        serial = authority.is_ours(application.previous_certificate)
    except BadRequest:
        return None
    proven = authority.proves(
        application.previous_certificate, application.previous_signature, application.signing_request
    )
    caller = books.devices.caller(serial)
    # A revoked certificate proves nothing: whoever holds it may be why it was revoked.
    return caller.device if proven and caller is not None and not caller.revoked else None


def renew_identity(books: Books, authority: Authority, signing_request: bytes, device_id: str, now: datetime) -> Signed:
    """A new certificate for the same device. The door has already refused whoever may not call. Raises BadRequest."""
    return _certify(books, authority, signing_request, device_id, now)


def _certify(books: Books, authority: Authority, signing_request: bytes, device_id: str, now: datetime) -> Signed:
    signed = authority.sign_agent(signing_request, device_id, now)
    books.devices.add_certificate(
        Certificate(
            signed.serial, device_id, signed.key_fingerprint, signed.issued_at, signed.expires_at, der=signed.der
        )
    )
    return signed


def _note(books: Books, now: datetime, action: str, device_id: str, application: Application, more: str = "") -> None:
    books.audit.note(Deed(now, "agent", action, device_id, clean(application.host, 63) + more))
