"""Tables of the console's users, the audit trail and settings."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text

from schoolwacht_collector.adapters.ledger_sql.schema.column import (
    MILLISECONDS,
    NUMBER,
    none,
    personal,
    pseudonymous,
    table,
)

USERS = table(
    "users",
    "People who may log in to the console.",
    "As long as the person may log in.",
    personal("name", Text, "Log-in name.", primary_key=True),
    none("role", Text, "What the person may do."),
    pseudonymous("password_hash", Text, "argon2id hash of the password; empty while only a log-in link works."),
    none("language", Text, "Language of the console."),
    none("theme", Text, "Light or dark."),
    none("created_at_ms", MILLISECONDS, "When the user was made.", nullable=True),
)

LINKS = table(
    "login_links",
    "Log-in links that work once.",
    "Until it is used or late.",
    pseudonymous("secret_hash", Text, "Hash of the secret in the link.", primary_key=True),
    personal("user_name", Text, "Whom it logs in.", ForeignKey("users.name", ondelete="CASCADE"), index=True),
    none("expires_at_ms", MILLISECONDS, "When it ends."),
)

SESSIONS = table(
    "sessions",
    "Who is logged in.",
    "Until the person logs out; the 50 longest-lasting of each user.",
    pseudonymous("secret_hash", Text, "Hash of the secret in the cookie.", primary_key=True),
    personal("user_name", Text, "Who it is.", ForeignKey("users.name", ondelete="CASCADE"), index=True),
    none("expires_at_ms", MILLISECONDS, "When it ends."),
)

AUDIT = table(
    "audit",
    "Who changed what. Lines are added and never changed.",
    "800 days.",
    none("number", NUMBER, "Order of the lines.", primary_key=True),
    none("at_ms", MILLISECONDS, "When."),
    personal("who", Text, "Who did it."),
    none("action", Text, "What was done."),
    pseudonymous("subject", Text, "To what."),
    personal("details", Text, "More about it."),
    sqlite_autoincrement=True,
)

SETTINGS = table(
    "settings",
    "What the school chose.",
    "Until it is changed.",
    none("name", Text, "Name of the setting.", primary_key=True),
    none("value", Text, "What was chosen."),
)
