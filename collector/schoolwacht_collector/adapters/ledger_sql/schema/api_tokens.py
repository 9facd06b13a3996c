"""The table of the tokens with which programs use the interface."""

from __future__ import annotations

from sqlalchemy import Text

from schoolwacht_collector.adapters.ledger_sql.schema.column import MILLISECONDS, none, personal, table

API_TOKENS = table(
    "api_tokens",
    "Tokens with which programs use the interface.",
    "For ever, for the audit trail names them; they end by themselves or are revoked.",
    none("token_id", Text, "Name of the token in lists; the part of it that is no secret.", primary_key=True),
    personal("name", Text, "What it is for, or whose it is; the audit trail shows it."),
    none("secret_hash", Text, "Hash of the whole token; the token itself is kept nowhere.", unique=True),
    none("scope", Text, "What it may do."),
    none("site", Text, "The one building it is for; empty for all."),
    none("created_at_ms", MILLISECONDS, "When it was made."),
    none("expires_at_ms", MILLISECONDS, "When it ends; nothing when it does not.", nullable=True),
    none("last_used_at_ms", MILLISECONDS, "When it was used last, to the minute.", nullable=True),
    none("revoked_at_ms", MILLISECONDS, "When it was revoked.", nullable=True),
)
