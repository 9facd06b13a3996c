"""Tables of what came in: batch keys, dictionaries, newest numbers, the inbox and the quarantine."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, Text, UniqueConstraint

from schoolwacht_collector.adapters.ledger_sql.schema.column import MILLISECONDS, NUMBER, none, pseudonymous, table

SPOOLS = table(
    "spools",
    "Spools of agents: one for each start of an agent. Gives a small number to a device and a long random name.",
    "As long as one of its batches.",
    none("number", NUMBER, "Short name of the spool; never given out twice.", primary_key=True),
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE")),
    none("spool_id", LargeBinary, "The name the agent gave it."),
    UniqueConstraint("spool_id", "device"),  # the random name leads: many are looked up at once
    sqlite_autoincrement=True,
)

BATCHES = table(
    "batches",
    "Keys and content hashes of batches that were recorded, so that a repeat is known.",
    "As long as an agent may still repeat one: the use case prunes by age.",
    none("spool", NUMBER, "The spool.", ForeignKey("spools.number", ondelete="CASCADE"), primary_key=True),
    none("sequence", BigInteger, "Place in the spool.", primary_key=True, autoincrement=False),
    none("digest", LargeBinary, "Hash of the content."),
    none("received_at_ms", MILLISECONDS, "When it was recorded.", index=True),
    sqlite_with_rowid=False,
)

DICTIONARIES = table(
    "dictionaries",
    "What the numbers in frames mean. A dictionary never changes.",
    "Until nothing uses it and its device needs the room, and until the device is deleted.",
    none("number", NUMBER, "Short name of the dictionary; never given out twice.", primary_key=True),
    none("device", NUMBER, "The device that sent it.", ForeignKey("devices.number", ondelete="CASCADE")),
    none("dictionary_key", BigInteger, "The agent's content hash, its 64 bits read as a signed number."),
    none("shapes", Text, "Measurements, tags, fields and decimals, as JSON."),
    none("kept", Text, "Which numbers on the wire the shapes stand for, as JSON; empty: all of them."),
    none("added_at_ms", MILLISECONDS, "When it came."),
    UniqueConstraint("device", "dictionary_key"),
    sqlite_autoincrement=True,
)

MEASUREMENTS = table(
    "dictionary_measurements",
    "Which measurements occur in a dictionary.",
    "As long as the dictionary.",
    none("measurement", Text, "Name of the measurement.", primary_key=True),
    none(
        "dictionary",
        NUMBER,
        "The dictionary.",
        ForeignKey("dictionaries.number", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    sqlite_with_rowid=False,
)

NEWEST = table(
    "newest_frames",
    "The newest numbers of each device and dictionary: what the rules look at.",
    "Only the newest; until the device is deleted.",
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE"), primary_key=True),
    # No foreign key: a dictionary goes only together with these numbers, and every check costs on the way in.
    none("dictionary", NUMBER, "What the numbers mean.", primary_key=True, autoincrement=False),
    none("taken_at_ms", MILLISECONDS, "When they were measured."),
    pseudonymous("cells", LargeBinary, "The numbers, eight bytes each, little-endian."),
    sqlite_with_rowid=False,
)

INBOX = table(
    "inbox",
    "What still has to reach the series store: frames, or marks.",
    "Until the series store has it.",
    none("number", NUMBER, "Place in the queue; never given out twice.", primary_key=True),
    # No index behind this key: devices are deleted seldom, rows come by the thousand a second.
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE"), nullable=True),
    none("dictionary", NUMBER, "What the numbers mean.", nullable=True),
    none("taken_at_ms", MILLISECONDS, "When they were measured.", nullable=True),
    pseudonymous("cells", LargeBinary, "The numbers, eight bytes each, little-endian.", nullable=True),
    pseudonymous("host", Text, "Host name when it was recorded.", nullable=True),
    none("site", Text, "Building when it was recorded.", nullable=True),
    none("room", Text, "Room when it was recorded.", nullable=True),
    pseudonymous("mark", Text, "A mark, as JSON; then all other columns are empty.", nullable=True),
    sqlite_autoincrement=True,
)

QUARANTINE = table(
    "quarantine",
    "What can never be stored, with the reason.",
    "The newest 10,000.",
    none("number", NUMBER, "Order of arrival.", primary_key=True),
    pseudonymous("device_id", Text, "The device it came from.", index=True),
    none("reason", Text, "Why it cannot be stored."),
    none("at_ms", MILLISECONDS, "When it was set aside."),
    pseudonymous("body", LargeBinary, "The first 64 KiB of it."),
    sqlite_autoincrement=True,
)
