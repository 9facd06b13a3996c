"""Signs of machines, questions about who is who, tokens of rooms that reset. Meanings stand in `schema/`."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_column = partial(sa.Column, nullable=False)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes two tables, and gives every token that there is the new column."""
    op.create_table(
        "identity_signs",
        _column("device", NUMBER, sa.ForeignKey("devices.number", ondelete="CASCADE"), primary_key=True),
        _column("kind", sa.Text(), primary_key=True),
        _column("value", sa.Text(), primary_key=True),
    )
    op.create_index(op.f("ix_identity_signs_value"), "identity_signs", ["value"])
    op.create_table(
        "identity_questions",
        _column("device", NUMBER, sa.ForeignKey("devices.number", ondelete="CASCADE"), primary_key=True),
        _column("moment", sa.Text()),
        _column("candidates", sa.Text()),
        _column("asked_at_ms", sa.BigInteger()),
        _column("signs_before", sa.Text()),
        _column("answer", sa.Text()),
        _column("answered_at_ms", sa.BigInteger(), nullable=True),
        _column("answered_by", sa.Text()),
        _column("merge", sa.Text(), nullable=True),
    )
    _tokens()


def _tokens() -> None:
    # A column that may not be empty, without a default that would stay behind in the table: so a new table.
    op.rename_table("tokens", "tokens_before")
    op.create_table(
        "tokens",
        _column("token_id", sa.Text(), primary_key=True),
        _column("secret_hash", sa.Text(), unique=True),
        _column("site", sa.Text()),
        _column("room", sa.Text()),
        _column("device_class", sa.Text()),
        _column("uses_left", sa.Integer()),
        _column("expires_at_ms", sa.BigInteger()),
        _column("ask", sa.Boolean()),
        _column("created_at_ms", sa.BigInteger()),
        _column("resets", sa.Boolean()),
    )
    kept = "token_id, secret_hash, site, room, device_class, uses_left, expires_at_ms, ask, created_at_ms"
    op.execute(f"INSERT INTO tokens ({kept}, resets) SELECT {kept}, false FROM tokens_before")  # noqa: S608 - our own names
    op.drop_table("tokens_before")
