"""Certificates that our authority signed. They outlive their device: a deleted one can never call again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from schoolwacht_collector.adapters.ledger_sql.books.device_rows import device_of, select_devices
from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none
from schoolwacht_collector.adapters.ledger_sql.schema.devices import CERTIFICATES, DEVICES
from schoolwacht_collector.books.devices import Caller, Certificate

_NEWEST_FIRST = (CERTIFICATES.c.issued_at_ms.desc(), CERTIFICATES.c.serial)
_CALLER = (
    select_devices()
    .add_columns(CERTIFICATES.c.revoked_at_ms)
    .join(CERTIFICATES, CERTIFICATES.c.device_id == DEVICES.c.device_id)
)


class SqlCertificates:
    """The part of DeviceBook that is about certificates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def caller(self, serial: str) -> Caller | None:
        """The device behind a certificate's serial number; None when the device was deleted."""
        row = self._connection.execute(_CALLER.where(CERTIFICATES.c.serial == serial)).first()
        return None if row is None else Caller(row.number, device_of(row), serial, row.revoked_at_ms is not None)

    def add_certificate(self, certificate: Certificate) -> None:
        """A certificate that was just signed."""
        self._connection.execute(
            insert(CERTIFICATES).values(
                serial=certificate.serial,
                device_id=certificate.device_id,
                key_fingerprint=certificate.key_fingerprint,
                issued_at_ms=to_ms(certificate.issued_at),
                expires_at_ms=to_ms(certificate.expires_at),
                revoked_at_ms=to_ms_or_none(certificate.revoked_at),
                der=certificate.der,
            )
        )

    def certificates(self, device_id: str) -> Sequence[Certificate]:
        """All certificates of a device, newest first."""
        of_device = select(CERTIFICATES).where(CERTIFICATES.c.device_id == device_id)
        return [_certificate(row) for row in self._connection.execute(of_device.order_by(*_NEWEST_FIRST))]

    def revoke_certificates(self, device_id: str, now: datetime) -> None:
        """Revokes every certificate of the device. Those revoked before keep their moment."""
        living = CERTIFICATES.c.revoked_at_ms.is_(None)
        mine = update(CERTIFICATES).where(CERTIFICATES.c.device_id == device_id, living)
        self._connection.execute(mine.values(revoked_at_ms=to_ms(now)))


def _certificate(row: Row[Any]) -> Certificate:
    return Certificate(
        serial=row.serial,
        device_id=row.device_id,
        key_fingerprint=row.key_fingerprint,
        issued_at=from_ms(row.issued_at_ms),
        expires_at=from_ms(row.expires_at_ms),
        revoked_at=from_ms_or_none(row.revoked_at_ms),
        der=row.der,
    )
