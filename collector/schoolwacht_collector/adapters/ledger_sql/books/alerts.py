"""What is wrong and what was, and limits that are otherwise somewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from schoolwacht_collector.adapters.ledger_sql.books.alert_rows import alert_of, all_fields, cells_of
from schoolwacht_collector.adapters.ledger_sql.schema.alerts import ALERTS, OVERRIDES
from schoolwacht_collector.adapters.ledger_sql.upsert import put_row
from schoolwacht_collector.domain.alerts import Alert, AlertState
from schoolwacht_collector.domain.rule import LimitOverride

_PENDING, _OPEN, _SOLVED = (AlertState.PENDING.value, AlertState.OPEN.value, AlertState.SOLVED.value)


class SqlAlertBook:
    """Implements AlertBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, alert_id: int) -> Alert | None:
        """One alert."""
        row = self._connection.execute(select(ALERTS).where(ALERTS.c.alert_id == alert_id)).first()
        return None if row is None else alert_of(row)

    def living(self) -> Sequence[Alert]:
        """Every alert that is pending or open, oldest first."""
        living = select(ALERTS).where(ALERTS.c.state.in_([_PENDING, _OPEN])).order_by(ALERTS.c.alert_id)
        return [alert_of(row) for row in self._connection.execute(living)]

    def listed(self, *, open_only: bool, device_id: str | None = None, at_most: int = 500) -> Sequence[Alert]:
        """Open alerts, or open and solved ones: open first, then newest first. Never pending ones."""
        states = [_OPEN] if open_only else [_OPEN, _SOLVED]
        wanted = select(ALERTS).where(ALERTS.c.state.in_(states))
        if device_id is not None:
            wanted = wanted.where(ALERTS.c.device_id == device_id)
        # "open" comes before "solved" in the alphabet as well.
        order = (ALERTS.c.state, ALERTS.c.opened_at_ms.desc(), ALERTS.c.alert_id.desc())
        return [alert_of(row) for row in self._connection.execute(wanted.order_by(*order).limit(at_most))]

    def add(self, alert: Alert) -> Alert:
        """A new alert; its alert_id is made here."""
        added = self._connection.execute(insert(ALERTS).values(cells_of(all_fields(alert))))
        (number,) = added.inserted_primary_key or (0,)
        return replace(alert, alert_id=number)

    def change(self, alert_id: int, changes: Mapping[str, Any]) -> None:
        """Sets columns named as the fields of Alert; a finding is replaced whole."""
        cells = cells_of(changes)
        if cells:
            self._connection.execute(update(ALERTS).where(ALERTS.c.alert_id == alert_id).values(cells))

    def drop(self, alert_id: int) -> None:
        """Forgets an alert that was pending and never opened; any other stays."""
        pending = (ALERTS.c.alert_id == alert_id, ALERTS.c.state == _PENDING)
        self._connection.execute(delete(ALERTS).where(*pending))

    def overrides(self) -> Sequence[LimitOverride]:
        """Every limit that is otherwise somewhere."""
        ordered = select(OVERRIDES).order_by(*OVERRIDES.primary_key)
        return [
            LimitOverride(row.rule, row.name, row.value, row.scope, row.target)
            for row in self._connection.execute(ordered)
        ]

    def override(self, override: LimitOverride) -> None:
        """Sets a limit for a site, room, class or device; the same place again replaces it."""
        row: dict[str, object] = {
            "rule": override.rule,
            "name": override.name,
            "scope": override.scope,
            "target": override.target,
            "value": override.value,
        }
        put_row(OVERRIDES, self._connection, [row])

    def remove_override(self, rule: str, name: str, scope: str, target: str) -> bool:
        """Takes an override away; False when there was none."""
        place = zip(OVERRIDES.primary_key, (rule, name, scope, target), strict=True)
        return (
            self._connection.execute(delete(OVERRIDES).where(*(column == value for column, value in place))).rowcount
            > 0
        )
