"""What people still have to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, ScalarSelect, func, insert, select, update

from schoolwacht_collector.adapters.ledger_sql.books.alert_rows import alert_of
from schoolwacht_collector.adapters.ledger_sql.moments import to_ms
from schoolwacht_collector.adapters.ledger_sql.schema.alerts import ALERTS, OUTBOX
from schoolwacht_collector.books.alerts import Letter

_LETTER = (OUTBOX.c.number, OUTBOX.c.kind, OUTBOX.c.notifier, OUTBOX.c.attempts, OUTBOX.c.message_id)


class SqlOutboxBook:
    """Implements OutboxBook. Attempts are numbered through all letters, so that the newest is known without a clock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, alert_id: int, kind: str, notifiers: Sequence[str], now: datetime) -> None:
        """One letter for each notifier. Its message id is made here, once, and stays through all attempts."""
        if not notifiers:
            return
        rows = [
            {
                "alert_id": alert_id,
                "kind": kind,
                "notifier": notifier,
                "message_id": uuid4().hex,
                "attempts": 0,
                "written_at_ms": to_ms(now),
                "next_try_ms": to_ms(now),
                "turn": 0,
                "reason": "",
            }
            for notifier in notifiers
        ]
        self._connection.execute(insert(OUTBOX), rows)

    def due(self, now: datetime, at_most: int) -> Sequence[Letter]:
        """Letters whose time has come, oldest first."""
        waiting = select(ALERTS, *_LETTER).join(OUTBOX, OUTBOX.c.alert_id == ALERTS.c.alert_id)
        due = waiting.where(OUTBOX.c.next_try_ms <= to_ms(now)).order_by(OUTBOX.c.number).limit(at_most)
        return [
            Letter(row.number, alert_of(row), row.kind, row.notifier, row.attempts, row.message_id)
            for row in self._connection.execute(due)
        ]

    def delivered(self, number: int, now: datetime) -> None:
        """The letter is out."""
        cells = {"next_try_ms": None, "delivered_at_ms": to_ms(now), "turn": _next_turn(), "reason": ""}
        self._connection.execute(update(OUTBOX).where(OUTBOX.c.number == number).values(cells))

    def failed(self, number: int, next_try: datetime, reason: str) -> None:
        """It could not be delivered; when to try again."""
        cells = {
            "next_try_ms": to_ms(next_try),
            "attempts": OUTBOX.c.attempts + 1,
            "turn": _next_turn(),
            "reason": reason,
        }
        self._connection.execute(update(OUTBOX).where(OUTBOX.c.number == number).values(cells))

    def last_failure(self) -> str:
        """What the newest failure said, or nothing when the newest attempt succeeded."""
        newest = select(OUTBOX.c.reason).where(OUTBOX.c.turn > 0).order_by(OUTBOX.c.turn.desc()).limit(1)
        return self._connection.execute(newest).scalar() or ""


def _next_turn() -> ScalarSelect[int]:
    every = OUTBOX.alias("every")
    return select(func.coalesce(func.max(every.c.turn), 0) + 1).scalar_subquery()
