"""Forgets what is old enough, in slices between which others write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, Connection, Table, delete, select

from schoolwacht_collector.adapters.ledger_sql.moments import to_ms
from schoolwacht_collector.adapters.ledger_sql.schema.alerts import ALERTS
from schoolwacht_collector.adapters.ledger_sql.schema.devices import TOKENS
from schoolwacht_collector.adapters.ledger_sql.schema.facts import EVENTS, FACT_CHANGES
from schoolwacht_collector.adapters.ledger_sql.schema.people import AUDIT, LINKS, SESSIONS
from schoolwacht_collector.books.retention import Past

_PLACES: Mapping[Past, tuple[tuple[Table, Column[int]], ...]] = {
    Past.EVENTS: ((EVENTS, EVENTS.c.at_ms),),
    Past.CHANGES: ((FACT_CHANGES, FACT_CHANGES.c.at_ms),),
    # Only a solved alert has this moment, so an open one stays however old it is. Its letters go with it.
    Past.SOLVED_ALERTS: ((ALERTS, ALERTS.c.solved_at_ms),),
    Past.AUDIT: ((AUDIT, AUDIT.c.at_ms),),
    Past.ENDED_TOKENS: ((TOKENS, TOKENS.c.expires_at_ms),),
    Past.ENDED_SESSIONS: ((LINKS, LINKS.c.expires_at_ms), (SESSIONS, SESSIONS.c.expires_at_ms)),
}


class SqlRetentionBook:
    """Implements RetentionBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def forget(self, what: Past, before: datetime, at_most: int) -> int:
        """Forgets what happened, was solved or ended before a moment; gives how many."""
        return sum(self._forget(table, moment, before, at_most) for table, moment in _PLACES[what])

    def _forget(self, table: Table, moment: Column[int], before: datetime, at_most: int) -> int:
        (key,) = table.primary_key.columns
        old = select(key).where(moment < to_ms(before)).limit(at_most)
        return self._connection.execute(delete(table).where(key.in_(old))).rowcount
