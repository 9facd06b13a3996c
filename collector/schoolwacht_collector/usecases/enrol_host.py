"""Turns a token and a signing request into a device, once; and keeps a device's certificate current.

The identity is made here. What the machine says of itself is a claim, kept to be shown to a person.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.devices import Certificate, Token
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.ports import Authority, BadRequest, Signed


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
        device = _new_device(books, authority, application, fingerprint, now)
    if device.state is DeviceState.PENDING:
        return Admission(device.device_id, None)
    if device.state is not DeviceState.ACTIVE:
        raise BadRequest("this device was revoked or retired; enrol the machine with a new token")
    return Admission(device.device_id, _certify(books, authority, application.signing_request, device.device_id, now))


def _new_device(
    books: Books, authority: Authority, application: Application, fingerprint: str, now: datetime
) -> Device:
    token = _spent_token(books, application.secret, now)
    earlier = _earlier_device(books, authority, application)
    if earlier is not None:
        books.tokens.apply(fingerprint, earlier.device_id, token.token_id, now)
        _note(books, now, "device.reenrol", earlier.device_id, application)
        return earlier
    device = Device(
        device_id=str(uuid.uuid4()),
        host=clean(application.host, 63) or "unnamed",
        site=token.site,
        room=token.room,
        device_class=token.device_class,
        state=DeviceState.PENDING if token.ask else DeviceState.ACTIVE,
        enrolled_at=now,
        agent_version=clean(application.agent_version, 32),
        operating_system=clean(application.operating_system, 120),
        serial=clean(application.serial, 64),
    )
    books.devices.add(device)
    books.tokens.apply(fingerprint, device.device_id, token.token_id, now)
    _note(books, now, "device.enrol", device.device_id, application)
    return device


def _spent_token(books: Books, secret: str, now: datetime) -> Token:
    token = books.tokens.by_secret(hash_of(secret))
    if token is None:
        raise BadRequest("this token is not one of ours; make a new one with 'schoolwacht token create'")
    if token.expires_at <= now:
        raise BadRequest("this token has expired; make a new one with 'schoolwacht token create'")
    if not books.tokens.spend(token.token_id):
        raise BadRequest("this token was used as often as it may be; make a new one with 'schoolwacht token create'")
    return token


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


def _note(books: Books, now: datetime, action: str, device_id: str, application: Application) -> None:
    books.audit.note(Deed(now, "agent", action, device_id, clean(application.host, 63)))
