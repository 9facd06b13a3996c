"""Devices, their certificates, and the tokens that make new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from schoolwacht_collector.domain.devices import Device, DeviceClass


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that our authority signed for a device."""

    serial: str
    device_id: str
    key_fingerprint: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    der: bytes = b""


@dataclass(frozen=True, slots=True)
class Token:
    """A right to enrol. Only the hash of its secret is kept."""

    token_id: str
    secret_hash: str
    site: str
    room: str
    device_class: DeviceClass
    uses_left: int
    expires_at: datetime
    ask: bool
    created_at: datetime
    resets: bool = False
    """For machines that lose their key at every start: they may be taken up again without it (docs/identity.md)."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is behind a client certificate, as far as the doors need to know."""

    number: int
    device: Device
    serial: str
    revoked: bool


class DeviceBook(Protocol):
    """Who is who."""

    def get(self, device_id: str) -> Device | None:
        """One device."""

    def find(self, word: str) -> Sequence[Device]:
        """Devices whose id starts with the word, or whose host name is the word in any case."""

    def all(self) -> Sequence[Device]:
        """Every device that was not deleted, ordered by site, room, host."""

    def add(self, device: Device) -> None:
        """A new device."""

    def change(self, device_id: str, changes: Mapping[str, Any]) -> None:
        """Sets columns named as the fields of Device."""

    def delete(self, device_id: str) -> None:
        """Forgets the device and its facts; its certificates stay known as revoked, so it can never call again."""

    def heard(self, sightings: Sequence[tuple[int, int, int]]) -> None:
        """(number, milliseconds since 1970, clock offset in ms) of devices just heard."""

    def caller(self, serial: str) -> Caller | None:
        """The device behind a certificate's serial number (hexadecimal)."""

    def add_certificate(self, certificate: Certificate) -> None:
        """A certificate that was just signed."""

    def certificates(self, device_id: str) -> Sequence[Certificate]:
        """All certificates of a device, newest first."""

    def revoke_certificates(self, device_id: str, now: datetime) -> None:
        """Revokes every certificate of the device."""


class TokenBook(Protocol):
    """Who may become a device."""

    def add(self, token: Token) -> None:
        """A new token."""

    def by_secret(self, secret_hash: str) -> Token | None:
        """The token whose secret has this hash."""

    def spend(self, token_id: str) -> bool:
        """Takes one use, atomically; False when none is left."""

    def all(self) -> Sequence[Token]:
        """Every token, newest first."""

    def withdraw(self, token_id: str) -> None:
        """Forgets a token: nobody joins with it any more. Who joined with it stays."""

    def application(self, key_fingerprint: str) -> str | None:
        """The device id that was reserved for this public key by an earlier Enrol."""

    def apply(self, key_fingerprint: str, device_id: str, token_id: str, now: datetime) -> None:
        """Reserves a device id for a public key."""
