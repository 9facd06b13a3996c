"""Tables of what machines are known by, and of questions about who is who."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text

from schoolwacht_collector.adapters.ledger_sql.schema.column import MILLISECONDS, NUMBER, none, pseudonymous, table

IDENTITY_SIGNS = table(
    "identity_signs",
    "Signs by which a machine is known again; numbers only, salted.",
    "Only the newest; until the device is deleted.",
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE"), primary_key=True),
    none("kind", Text, "What was read, such as `board_serial`.", primary_key=True),
    pseudonymous("value", Text, "SHA-256 of what was read; of a marker a word.", primary_key=True),
)

IDENTITY_QUESTIONS = table(
    "identity_questions",
    "Machines that may be a device that was known already, and what a person answered.",
    "Until the device is deleted.",
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE"), primary_key=True),
    none("moment", Text, "When it came up: as the machine joined, or as it reported."),
    pseudonymous("candidates", Text, "Which devices it may be, each with the reason."),
    none("asked_at_ms", MILLISECONDS, "When it came up."),
    pseudonymous("signs_before", Text, "What the device was known by before it changed."),
    none("answer", Text, "`same`, `separate`, or nothing yet."),
    none("answered_at_ms", MILLISECONDS, "When a person answered.", nullable=True),
    pseudonymous("answered_by", Text, "Who answered."),
    pseudonymous("merge", Text, "What the answer changed, for undoing it.", nullable=True),
)

Index("ix_identity_signs_value", IDENTITY_SIGNS.c.value)
