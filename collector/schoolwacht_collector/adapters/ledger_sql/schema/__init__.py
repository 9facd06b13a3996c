"""The tables of the ledger. Import `METADATA` from here: only then are all chapters in it."""

from schoolwacht_collector.adapters.ledger_sql.schema import (
    alerts,
    api_tokens,
    batches,
    devices,
    facts,
    identities,
    people,
)
from schoolwacht_collector.adapters.ledger_sql.schema.column import DATA_CLASSES, METADATA

HEAD = "0003"
"""The revision of `migrations/` that these tables are. A test compares the two."""

__all__ = [
    "DATA_CLASSES",
    "HEAD",
    "METADATA",
    "alerts",
    "api_tokens",
    "batches",
    "devices",
    "facts",
    "identities",
    "people",
]
