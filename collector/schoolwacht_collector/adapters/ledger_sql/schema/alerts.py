"""Tables of alerts, limits that are otherwise somewhere, and what people still have to be told."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, Text

from schoolwacht_collector.adapters.ledger_sql.schema.column import (
    MILLISECONDS,
    NUMBER,
    none,
    personal,
    pseudonymous,
    table,
)

ALERTS = table(
    "alerts",
    "What is wrong and what was. Names follow the fields of Alert and Finding.",
    "Open ones as long as they are open, solved ones 800 days; until the device is deleted.",
    none("alert_id", NUMBER, "Number of the alert; never given out twice.", primary_key=True),
    none("rule", Text, "The rule that found it."),
    pseudonymous("device_id", Text, "The device; empty for what is about the whole school.", index=True),
    none("part", Text, "Which volume, backup job or title."),
    none("state", Text, "pending, open or solved."),
    none("severity", Text, "How soon somebody must act."),
    none("summary", Text, "What is wrong, as a template and its values in JSON."),
    none("advice", Text, "What to do, as a template and its values in JSON."),
    none("value", Float, "What was measured."),
    none("limit", Float, "What it was judged by."),
    none("opens", Boolean, "Whether the newest finding would open an alert."),
    none("first_true_ms", MILLISECONDS, "Since when the finding holds."),
    none("opened_at_ms", MILLISECONDS, "When the alert opened.", nullable=True),
    none("last_true_ms", MILLISECONDS, "When the finding held last.", nullable=True),
    none("solved_at_ms", MILLISECONDS, "When the alert was solved.", nullable=True),
    personal("acknowledged_by", Text, "Who took it on."),
    none("acknowledged_at_ms", MILLISECONDS, "When it was taken on.", nullable=True),
    personal("note", Text, "What people wrote about it."),
    pseudonymous("context", Text, "What was known when it opened, as JSON."),
    sqlite_autoincrement=True,
)

OVERRIDES = table(
    "limit_overrides",
    "Limits that are otherwise for a site, room, class or device.",
    "Until the school takes them away, or the device is deleted.",
    none("rule", Text, "The rule.", primary_key=True),
    none("name", Text, "Name of the limit.", primary_key=True),
    none("scope", Text, "site, room, class or device.", primary_key=True),
    pseudonymous("target", Text, "Which site, room, class or device.", primary_key=True),
    none("value", Float, "The limit; a time in seconds."),
)

OUTBOX = table(
    "outbox",
    "Letters: one thing to tell through one notifier. Delivered ones stay as proof.",
    "As long as the alert.",
    none("number", NUMBER, "Order of writing.", primary_key=True),
    none("alert_id", NUMBER, "The alert.", ForeignKey("alerts.alert_id", ondelete="CASCADE"), index=True),
    none("kind", Text, "opened, worse or solved."),
    none("notifier", Text, "The notifier."),
    none("message_id", Text, "Name of the message, the same at every attempt.", unique=True),
    none("attempts", Integer, "How often it could not be delivered."),
    none("written_at_ms", MILLISECONDS, "When it was written."),
    none("next_try_ms", MILLISECONDS, "When to try; nothing once it is delivered.", nullable=True, index=True),
    none("delivered_at_ms", MILLISECONDS, "When it was delivered.", nullable=True),
    none("turn", Integer, "Which attempt of all attempts its newest was; 0 before the first.", index=True),
    none("reason", Text, "Why the newest attempt failed; empty when it did not."),
    sqlite_autoincrement=True,
)

Index("ix_alerts_state_opened_at_ms", ALERTS.c.state, ALERTS.c.opened_at_ms)
