"""The chapters of the ledger in SQL, one file each."""

from __future__ import annotations

from sqlalchemy import Connection

from schoolwacht_collector.adapters.ledger_sql.books.alerts import SqlAlertBook
from schoolwacht_collector.adapters.ledger_sql.books.api_tokens import SqlApiTokenBook
from schoolwacht_collector.adapters.ledger_sql.books.audit import SqlAuditBook
from schoolwacht_collector.adapters.ledger_sql.books.batches import SqlBatchBook
from schoolwacht_collector.adapters.ledger_sql.books.devices import SqlDeviceBook
from schoolwacht_collector.adapters.ledger_sql.books.facts import SqlFactBook
from schoolwacht_collector.adapters.ledger_sql.books.identities import SqlIdentityBook
from schoolwacht_collector.adapters.ledger_sql.books.inbox import SqlInboxBook
from schoolwacht_collector.adapters.ledger_sql.books.licences import SqlLicenceBook
from schoolwacht_collector.adapters.ledger_sql.books.outbox import SqlOutboxBook
from schoolwacht_collector.adapters.ledger_sql.books.people import SqlPeopleBook
from schoolwacht_collector.adapters.ledger_sql.books.retention import SqlRetentionBook
from schoolwacht_collector.adapters.ledger_sql.books.settings import SqlSettingBook
from schoolwacht_collector.adapters.ledger_sql.books.tokens import SqlTokenBook
from schoolwacht_collector.adapters.ledger_sql.memory import Memory


class SqlBooks:
    """All chapters, bound to one connection and so to its transaction."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self.devices = SqlDeviceBook(connection, memory)
        self.tokens = SqlTokenBook(connection)
        self.identities = SqlIdentityBook(connection)
        self.batches = SqlBatchBook(connection, memory)
        self.inbox = SqlInboxBook(connection, memory)
        self.facts = SqlFactBook(connection)
        self.licences = SqlLicenceBook(connection)
        self.alerts = SqlAlertBook(connection)
        self.outbox = SqlOutboxBook(connection)
        self.people = SqlPeopleBook(connection)
        self.audit = SqlAuditBook(connection)
        self.settings = SqlSettingBook(connection)
        self.api_tokens = SqlApiTokenBook(connection)
        self.retention = SqlRetentionBook(connection)
