"""Who changed what. This chapter has no verb that changes or removes a line."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, to_ms
from schoolwacht_collector.adapters.ledger_sql.schema.people import AUDIT
from schoolwacht_collector.books.people import Deed


class SqlAuditBook:
    """Implements AuditBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, deed: Deed) -> None:
        """Adds a line."""
        self._connection.execute(
            insert(AUDIT).values(
                at_ms=to_ms(deed.at), who=deed.who, action=deed.action, subject=deed.subject, details=deed.details
            )
        )

    def newest(self, at_most: int) -> Sequence[Deed]:
        """The newest lines, by the order in which they were written: clocks may jump."""
        return [deed for _, deed in self.before(None, at_most)]

    def before(self, number: int | None, at_most: int) -> Sequence[tuple[int, Deed]]:
        """Lines with their numbers, newest first: those before a line, or from the newest on."""
        newest = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(at_most)
        if number is not None:
            newest = newest.where(AUDIT.c.number < number)
        return [
            (row.number, Deed(from_ms(row.at_ms), row.who, row.action, row.subject, row.details))
            for row in self._connection.execute(newest)
        ]
