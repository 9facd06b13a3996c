"""Tokens for the interface. Meaning, data class and retention of each column stand in `schema/api_tokens.py`."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_column = partial(sa.Column, nullable=False)


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "api_tokens",
        _column("token_id", sa.Text(), primary_key=True),
        _column("name", sa.Text()),
        _column("secret_hash", sa.Text(), unique=True),
        _column("scope", sa.Text()),
        _column("site", sa.Text()),
        _column("created_at_ms", sa.BigInteger()),
        _column("expires_at_ms", sa.BigInteger(), nullable=True),
        _column("last_used_at_ms", sa.BigInteger(), nullable=True),
        _column("revoked_at_ms", sa.BigInteger(), nullable=True),
    )
