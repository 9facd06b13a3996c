"""The ledger in SQL: SQLAlchemy Core on one SQLite file."""

from schoolwacht_collector.adapters.ledger_sql.ledger import SqlLedger
from schoolwacht_collector.adapters.ledger_sql.readers import Readers
from schoolwacht_collector.adapters.ledger_sql.schema import METADATA
from schoolwacht_collector.adapters.ledger_sql.unusable import LedgerInUse, LedgerTooNew, LedgerUnusable

__all__ = ["METADATA", "LedgerInUse", "LedgerTooNew", "LedgerUnusable", "Readers", "SqlLedger"]
