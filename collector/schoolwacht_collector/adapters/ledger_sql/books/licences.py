"""What the school bought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from schoolwacht_collector.adapters.ledger_sql.moments import to_ms
from schoolwacht_collector.adapters.ledger_sql.schema.facts import ENTITLEMENTS
from schoolwacht_collector.adapters.ledger_sql.upsert import insert_into
from schoolwacht_collector.domain.licences import Entitlement, Scope

_SAME = ("title", "scope", "site", "valid_until")
_REPLACED = ("publisher", "seats", "imported_at_ms")


class SqlLicenceBook:
    """Implements LicenceBook. No end date is the empty text, because two NULLs are not the same to a unique key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Entitlement]:
        """Every entitlement, by title."""
        by_title = select(ENTITLEMENTS).order_by(ENTITLEMENTS.c.title, ENTITLEMENTS.c.number)
        return [_entitlement(row) for row in self._connection.execute(by_title)]

    def put(self, entitlements: Sequence[Entitlement], now: datetime) -> None:
        """Adds entitlements; one with the same title, scope, site and end date is replaced."""
        if not entitlements:
            return
        statement = insert_into(ENTITLEMENTS, self._connection)
        changed = {name: statement.excluded[name] for name in _REPLACED}
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=_SAME, set_=changed),
            [_row(entitlement, to_ms(now)) for entitlement in entitlements],
        )

    def remove(self, title: str) -> int:
        """Takes every entitlement of a title away; gives how many."""
        return self._connection.execute(delete(ENTITLEMENTS).where(ENTITLEMENTS.c.title == title)).rowcount


def _row(entitlement: Entitlement, now_ms: int) -> dict[str, object]:
    return {
        "title": entitlement.title,
        "publisher": entitlement.publisher,
        "scope": entitlement.scope.value,
        "seats": entitlement.seats,
        "valid_until": "" if entitlement.valid_until is None else entitlement.valid_until.isoformat(),
        "site": entitlement.site,
        "imported_at_ms": now_ms,
    }


def _entitlement(row: Row[Any]) -> Entitlement:
    until = date.fromisoformat(row.valid_until) if row.valid_until else None
    return Entitlement(row.title, row.publisher, Scope(row.scope), row.seats, until, row.site)
