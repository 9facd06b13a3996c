"""The first tables. A revision is history: it is never edited; later ones change what it made.

Meaning, data class and retention of each column stand in `schema/`; a test keeps the two alike.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes all tables of the first release."""
    for chapter in (
        _devices,
        _enrolment,
        _batches,
        _frames,
        _inventory,
        _history,
        _programs,
        _alerts,
        _telling,
        _people,
        _records,
    ):
        chapter()


TEXT, BLOB, FLOAT, FLAG, COUNT, BIG = (
    sa.Text(),
    sa.LargeBinary(),
    sa.Float(),
    sa.Boolean(),
    sa.Integer(),
    sa.BigInteger(),
)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_column = partial(sa.Column, nullable=False)


def _cascade(target: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, ondelete="CASCADE")


def _devices() -> None:
    op.create_table(
        "devices",
        _column("number", NUMBER, primary_key=True),
        _column("device_id", TEXT, unique=True),
        _column("host", TEXT),
        _column("host_folded", TEXT, index=True),
        _column("site", TEXT),
        _column("room", TEXT),
        _column("device_class", TEXT),
        _column("state", TEXT),
        _column("enrolled_at_ms", BIG),
        _column("agent_version", TEXT),
        _column("operating_system", TEXT),
        _column("serial", TEXT),
        _column("cloned_at_ms", BIG, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "presence",
        _column("device", NUMBER, _cascade("devices.number"), primary_key=True),
        _column("last_seen_ms", BIG, nullable=True),
        _column("clock_offset_ms", BIG),
    )
    op.create_table(
        "certificates",
        _column("serial", TEXT, primary_key=True),
        _column("device_id", TEXT, index=True),
        _column("key_fingerprint", TEXT, index=True),
        _column("issued_at_ms", BIG),
        _column("expires_at_ms", BIG),
        _column("revoked_at_ms", BIG, nullable=True),
        _column("der", BLOB),
    )
    op.create_index(op.f("ix_devices_site_room_host"), "devices", ["site", "room", "host"])


def _enrolment() -> None:
    op.create_table(
        "tokens",
        _column("token_id", TEXT, primary_key=True),
        _column("secret_hash", TEXT, unique=True),
        _column("site", TEXT),
        _column("room", TEXT),
        _column("device_class", TEXT),
        _column("uses_left", COUNT),
        _column("expires_at_ms", BIG),
        _column("ask", FLAG),
        _column("created_at_ms", BIG),
    )
    op.create_table(
        "applications",
        _column("key_fingerprint", TEXT, primary_key=True),
        _column("device_id", TEXT, index=True),
        _column("token_id", TEXT),
        _column("applied_at_ms", BIG),
    )


def _batches() -> None:
    op.create_table(
        "spools",
        _column("number", NUMBER, primary_key=True),
        _column("device", NUMBER, _cascade("devices.number")),
        _column("spool_id", BLOB),
        sa.UniqueConstraint("spool_id", "device"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "batches",
        _column("spool", NUMBER, _cascade("spools.number"), primary_key=True),
        _column("sequence", BIG, primary_key=True, autoincrement=False),
        _column("digest", BLOB),
        _column("received_at_ms", BIG, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dictionaries",
        _column("number", NUMBER, primary_key=True),
        _column("device", NUMBER, _cascade("devices.number")),
        _column("dictionary_key", BIG),
        _column("shapes", TEXT),
        _column("kept", TEXT),
        _column("added_at_ms", BIG),
        sa.UniqueConstraint("device", "dictionary_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "dictionary_measurements",
        _column("measurement", TEXT, primary_key=True),
        _column("dictionary", NUMBER, _cascade("dictionaries.number"), primary_key=True, index=True),
        sqlite_with_rowid=False,
    )


def _frames() -> None:
    op.create_table(
        "newest_frames",
        _column("device", NUMBER, _cascade("devices.number"), primary_key=True),
        _column("dictionary", NUMBER, primary_key=True, autoincrement=False),
        _column("taken_at_ms", BIG),
        _column("cells", BLOB),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbox",
        _column("number", NUMBER, primary_key=True),
        _column("device", NUMBER, _cascade("devices.number"), nullable=True),
        _column("dictionary", NUMBER, nullable=True),
        _column("taken_at_ms", BIG, nullable=True),
        _column("cells", BLOB, nullable=True),
        _column("host", TEXT, nullable=True),
        _column("site", TEXT, nullable=True),
        _column("room", TEXT, nullable=True),
        _column("mark", TEXT, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quarantine",
        _column("number", NUMBER, primary_key=True),
        _column("device_id", TEXT, index=True),
        _column("reason", TEXT),
        _column("at_ms", BIG),
        _column("body", BLOB),
        sqlite_autoincrement=True,
    )


def _inventory() -> None:
    op.create_table(
        "fact_tables",
        _column("device", NUMBER, _cascade("devices.number"), primary_key=True),
        _column("table_name", TEXT, primary_key=True),
        _column("taken_at_ms", BIG),
        _column("digest", BLOB),
        _column("rows", COUNT),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "facts",
        _column("table_name", TEXT, primary_key=True),
        _column("device", NUMBER, primary_key=True, autoincrement=False),
        _column("row_key", TEXT, primary_key=True),
        _column("cells", TEXT),
        _column("first_seen_ms", BIG),
        sa.ForeignKeyConstraint(
            ["device", "table_name"], ["fact_tables.device", "fact_tables.table_name"], ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def _history() -> None:
    op.create_table(
        "fact_changes",
        _column("number", NUMBER, primary_key=True),
        _column("device", NUMBER, _cascade("devices.number")),
        _column("table_name", TEXT),
        _column("row_key", TEXT),
        _column("kind", TEXT),
        _column("at_ms", BIG),
        _column("before", TEXT, nullable=True),
        _column("after", TEXT, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "events",
        _column("number", NUMBER, primary_key=True),
        _column("event_id", BLOB, unique=True),
        _column("device", NUMBER, _cascade("devices.number")),
        _column("name", TEXT),
        _column("at_ms", BIG),
        _column("attributes", TEXT),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_fact_changes_device_at_ms"), "fact_changes", ["device", "at_ms"])
    op.create_index(op.f("ix_events_device_at_ms"), "events", ["device", "at_ms"])


def _programs() -> None:
    op.create_table(
        "programs",
        _column("number", NUMBER, primary_key=True),
        _column("name", TEXT),
        _column("publisher", TEXT),
        sa.UniqueConstraint("name", "publisher"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "installed",
        _column("device", NUMBER, _cascade("devices.number"), primary_key=True),
        _column("row_key", TEXT, primary_key=True),
        _column("program", NUMBER, _cascade("programs.number"), index=True),
        _column("version", TEXT),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entitlements",
        _column("number", NUMBER, primary_key=True),
        _column("title", TEXT),
        _column("publisher", TEXT),
        _column("scope", TEXT),
        _column("seats", COUNT, nullable=True),
        _column("valid_until", TEXT),
        _column("site", TEXT),
        _column("imported_at_ms", BIG),
        sa.UniqueConstraint("title", "scope", "site", "valid_until"),
        sqlite_autoincrement=True,
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        _column("alert_id", NUMBER, primary_key=True),
        _column("rule", TEXT),
        _column("device_id", TEXT, index=True),
        _column("part", TEXT),
        _column("state", TEXT),
        _column("severity", TEXT),
        _column("summary", TEXT),
        _column("advice", TEXT),
        _column("value", FLOAT),
        _column("limit", FLOAT),
        _column("opens", FLAG),
        _column("first_true_ms", BIG),
        _column("opened_at_ms", BIG, nullable=True),
        _column("last_true_ms", BIG, nullable=True),
        _column("solved_at_ms", BIG, nullable=True),
        _column("acknowledged_by", TEXT),
        _column("acknowledged_at_ms", BIG, nullable=True),
        _column("note", TEXT),
        _column("context", TEXT),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alerts_state_opened_at_ms"), "alerts", ["state", "opened_at_ms"])


def _telling() -> None:
    op.create_table(
        "limit_overrides",
        _column("rule", TEXT, primary_key=True),
        _column("name", TEXT, primary_key=True),
        _column("scope", TEXT, primary_key=True),
        _column("target", TEXT, primary_key=True),
        _column("value", FLOAT),
    )
    op.create_table(
        "outbox",
        _column("number", NUMBER, primary_key=True),
        _column("alert_id", NUMBER, _cascade("alerts.alert_id"), index=True),
        _column("kind", TEXT),
        _column("notifier", TEXT),
        _column("message_id", TEXT, unique=True),
        _column("attempts", COUNT),
        _column("written_at_ms", BIG),
        _column("next_try_ms", BIG, nullable=True, index=True),
        _column("delivered_at_ms", BIG, nullable=True),
        _column("turn", COUNT, index=True),
        _column("reason", TEXT),
        sqlite_autoincrement=True,
    )


def _people() -> None:
    op.create_table(
        "users",
        _column("name", TEXT, primary_key=True),
        _column("role", TEXT),
        _column("password_hash", TEXT),
        _column("language", TEXT),
        _column("theme", TEXT),
        _column("created_at_ms", BIG, nullable=True),
    )
    op.create_table(
        "login_links",
        _column("secret_hash", TEXT, primary_key=True),
        _column("user_name", TEXT, _cascade("users.name"), index=True),
        _column("expires_at_ms", BIG),
    )
    op.create_table(
        "sessions",
        _column("secret_hash", TEXT, primary_key=True),
        _column("user_name", TEXT, _cascade("users.name"), index=True),
        _column("expires_at_ms", BIG),
    )


def _records() -> None:
    op.create_table(
        "audit",
        _column("number", NUMBER, primary_key=True),
        _column("at_ms", BIG),
        _column("who", TEXT),
        _column("action", TEXT),
        _column("subject", TEXT),
        _column("details", TEXT),
        sqlite_autoincrement=True,
    )
    op.create_table("settings", _column("name", TEXT, primary_key=True), _column("value", TEXT))
