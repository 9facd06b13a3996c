"""Tables of the inventory, its history, events, programs and licences."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, LargeBinary, Text, UniqueConstraint

from schoolwacht_collector.adapters.ledger_sql.schema.column import MILLISECONDS, NUMBER, none, pseudonymous, table

FACT_TABLES = table(
    "fact_tables",
    "The inventory tables we have of each device.",
    "Until the device is deleted.",
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE"), primary_key=True),
    none("table_name", Text, "Name of the inventory table.", primary_key=True),
    none("taken_at_ms", MILLISECONDS, "When it was taken last."),
    none("digest", LargeBinary, "Hash of its content."),
    none("rows", Integer, "How many rows it has."),
    sqlite_with_rowid=False,
)

FACTS = table(
    "facts",
    "Current rows of the inventory. The table name leads the key, because rules read one table of all devices.",
    "As long as the machine has it, and until the device is deleted.",
    none("table_name", Text, "Name of the inventory table.", primary_key=True),
    none("device", NUMBER, "The device.", primary_key=True, autoincrement=False),
    pseudonymous("row_key", Text, "Key of the row.", primary_key=True),
    pseudonymous("cells", Text, "Cells by column, as JSON. Each column's own class is declared by its probe."),
    none("first_seen_ms", MILLISECONDS, "Since when the row is as it is."),
    ForeignKeyConstraint(
        ["device", "table_name"], ["fact_tables.device", "fact_tables.table_name"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

FACT_CHANGES = table(
    "fact_changes",
    "History of the inventory: every row that came, changed or went.",
    "800 days, and until the device is deleted.",
    none("number", NUMBER, "Order of arrival.", primary_key=True),
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE")),
    none("table_name", Text, "Name of the inventory table."),
    pseudonymous("row_key", Text, "Key of the row."),
    none("kind", Text, "added, changed or removed."),
    none("at_ms", MILLISECONDS, "When it was noticed."),
    pseudonymous("before", Text, "Cells before, as JSON.", nullable=True),
    pseudonymous("after", Text, "Cells after, as JSON.", nullable=True),
    sqlite_autoincrement=True,
)

EVENTS = table(
    "events",
    "What happened once on a device.",
    "400 days, and until the device is deleted.",
    none("number", NUMBER, "Order of arrival.", primary_key=True),
    none("event_id", LargeBinary, "Name that the agent gave it; the same event is kept once.", unique=True),
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE")),
    none("name", Text, "What happened."),
    none("at_ms", MILLISECONDS, "When it happened."),
    pseudonymous("attributes", Text, "More about it, as JSON."),
    sqlite_autoincrement=True,
)

PROGRAMS = table(
    "programs",
    "Distinct programs, as the machines name them.",
    "As long as one machine has it.",
    none("number", NUMBER, "Short name of the program; never given out twice.", primary_key=True),
    none("name", Text, "Name of the program."),
    none("publisher", Text, "Who made it."),
    UniqueConstraint("name", "publisher"),
    sqlite_autoincrement=True,
)

INSTALLED = table(
    "installed",
    "Which program stands on which device.",
    "As long as the machine has it, and until the device is deleted.",
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE"), primary_key=True),
    pseudonymous("row_key", Text, "Key of the row in the inventory.", primary_key=True),
    none("program", NUMBER, "The program.", ForeignKey("programs.number", ondelete="CASCADE"), index=True),
    none("version", Text, "Version of the program."),
    sqlite_with_rowid=False,
)

ENTITLEMENTS = table(
    "entitlements",
    "Licences that the school bought.",
    "Until the school removes them.",
    none("number", NUMBER, "Order of arrival.", primary_key=True),
    none("title", Text, "Title of the licence."),
    none("publisher", Text, "Who made it."),
    none("scope", Text, "What one seat covers."),
    none("seats", Integer, "How many seats; nothing when they are not counted.", nullable=True),
    none("valid_until", Text, "Last day, such as 2027-08-31; empty when it has no end."),
    none("site", Text, "Building it is for; empty for the whole school."),
    none("imported_at_ms", MILLISECONDS, "When it was entered."),
    UniqueConstraint("title", "scope", "site", "valid_until"),
    sqlite_autoincrement=True,
)

Index("ix_fact_changes_device_at_ms", FACT_CHANGES.c.device, FACT_CHANGES.c.at_ms)
Index("ix_events_device_at_ms", EVENTS.c.device, EVENTS.c.at_ms)
