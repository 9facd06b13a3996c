"""What the school chose."""

from __future__ import annotations

from sqlalchemy import Connection, select

from schoolwacht_collector.adapters.ledger_sql.schema.people import SETTINGS
from schoolwacht_collector.adapters.ledger_sql.upsert import put_row


class SqlSettingBook:
    """Implements SettingBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str, default: str = "") -> str:
        """One setting."""
        value = self._connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.name == name)).scalar()
        return default if value is None else value

    def put(self, name: str, value: str) -> None:
        """Sets one."""
        put_row(SETTINGS, self._connection, [{"name": name, "value": value}])
