"""Which programs may use the interface."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none
from schoolwacht_collector.adapters.ledger_sql.schema.api_tokens import API_TOKENS
from schoolwacht_collector.books.api_tokens import ApiScope, ApiToken


class SqlApiTokenBook:
    """Implements ApiTokenBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: ApiToken) -> None:
        """A new token."""
        self._connection.execute(
            insert(API_TOKENS).values(
                token_id=token.token_id,
                name=token.name,
                secret_hash=token.secret_hash,
                scope=token.scope.value,
                site=token.site,
                created_at_ms=to_ms(token.created_at),
                expires_at_ms=to_ms_or_none(token.expires_at),
                last_used_at_ms=to_ms_or_none(token.last_used_at),
                revoked_at_ms=to_ms_or_none(token.revoked_at),
            )
        )

    def get(self, token_id: str) -> ApiToken | None:
        """One token."""
        row = self._connection.execute(select(API_TOKENS).where(API_TOKENS.c.token_id == token_id)).first()
        return None if row is None else _token(row)

    def by_secret(self, secret_hash: str) -> ApiToken | None:
        """The token with this hash."""
        row = self._connection.execute(select(API_TOKENS).where(API_TOKENS.c.secret_hash == secret_hash)).first()
        return None if row is None else _token(row)

    def all(self) -> Sequence[ApiToken]:
        """Every token, newest first; revoked ones too."""
        newest_first = select(API_TOKENS).order_by(API_TOKENS.c.created_at_ms.desc(), API_TOKENS.c.token_id)
        return [_token(row) for row in self._connection.execute(newest_first)]

    def used(self, token_id: str, now: datetime) -> None:
        """Notes that it was used."""
        one = update(API_TOKENS).where(API_TOKENS.c.token_id == token_id)
        self._connection.execute(one.values(last_used_at_ms=to_ms(now)))

    def revoke(self, token_id: str, now: datetime) -> bool:
        """Ends it; False when it had ended that way before, or is unknown."""
        one = update(API_TOKENS).where(API_TOKENS.c.token_id == token_id, API_TOKENS.c.revoked_at_ms.is_(None))
        return self._connection.execute(one.values(revoked_at_ms=to_ms(now))).rowcount == 1


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(
        token_id=row.token_id,
        name=row.name,
        secret_hash=row.secret_hash,
        scope=ApiScope(row.scope),
        site=row.site,
        created_at=from_ms(row.created_at_ms),
        expires_at=from_ms_or_none(row.expires_at_ms),
        last_used_at=from_ms_or_none(row.last_used_at_ms),
        revoked_at=from_ms_or_none(row.revoked_at_ms),
    )
