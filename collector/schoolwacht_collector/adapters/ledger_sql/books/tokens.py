"""Who may become a device."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, to_ms
from schoolwacht_collector.adapters.ledger_sql.schema.devices import APPLICATIONS, TOKENS
from schoolwacht_collector.adapters.ledger_sql.upsert import put_row
from schoolwacht_collector.books.devices import Token
from schoolwacht_collector.domain.devices import DeviceClass


class SqlTokenBook:
    """Implements TokenBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: Token) -> None:
        """A new token."""
        self._connection.execute(
            insert(TOKENS).values(
                token_id=token.token_id,
                secret_hash=token.secret_hash,
                site=token.site,
                room=token.room,
                device_class=token.device_class.value,
                uses_left=token.uses_left,
                expires_at_ms=to_ms(token.expires_at),
                ask=token.ask,
                created_at_ms=to_ms(token.created_at),
                resets=token.resets,
            )
        )

    def by_secret(self, secret_hash: str) -> Token | None:
        """The token whose secret has this hash."""
        row = self._connection.execute(select(TOKENS).where(TOKENS.c.secret_hash == secret_hash)).first()
        return None if row is None else _token(row)

    def spend(self, token_id: str) -> bool:
        """Takes one use, atomically; False when none is left."""
        one = update(TOKENS).where(TOKENS.c.token_id == token_id, TOKENS.c.uses_left > 0)
        return self._connection.execute(one.values(uses_left=TOKENS.c.uses_left - 1)).rowcount == 1

    def all(self) -> Sequence[Token]:
        """Every token, newest first."""
        newest_first = select(TOKENS).order_by(TOKENS.c.created_at_ms.desc(), TOKENS.c.token_id)
        return [_token(row) for row in self._connection.execute(newest_first)]

    def withdraw(self, token_id: str) -> None:
        """Forgets a token: nobody joins with it any more. Who joined with it stays."""
        self._connection.execute(delete(TOKENS).where(TOKENS.c.token_id == token_id))

    def application(self, key_fingerprint: str) -> str | None:
        """The device id that was reserved for this public key by an earlier Enrol."""
        reserved = select(APPLICATIONS.c.device_id).where(APPLICATIONS.c.key_fingerprint == key_fingerprint)
        return self._connection.execute(reserved).scalar()

    def apply(self, key_fingerprint: str, device_id: str, token_id: str, now: datetime) -> None:
        """Reserves a device id for a public key; the key's earlier reservation is replaced."""
        row: dict[str, object] = {
            "key_fingerprint": key_fingerprint,
            "device_id": device_id,
            "token_id": token_id,
            "applied_at_ms": to_ms(now),
        }
        put_row(APPLICATIONS, self._connection, [row])


def _token(row: Row[Any]) -> Token:
    return Token(
        token_id=row.token_id,
        secret_hash=row.secret_hash,
        site=row.site,
        room=row.room,
        device_class=DeviceClass(row.device_class),
        uses_left=row.uses_left,
        expires_at=from_ms(row.expires_at_ms),
        ask=row.ask,
        created_at=from_ms(row.created_at_ms),
        resets=row.resets,
    )
