"""How tables and columns of the ledger are declared.

None can be made without saying what it means, whether it is personal data, and how long it is kept: `docs/privacy.md`
is generated from these declarations.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

DATA_CLASSES = ("none", "pseudonymous", "personal")

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""Numbers the ledger gives out itself. SQLite numbers only a column that is called INTEGER."""

MILLISECONDS = BigInteger()
"""Moments: milliseconds since 1970 in UTC."""

Kind = TypeEngine[Any] | type[TypeEngine[Any]]


def table(name: str, comment: str, retention: str, *parts: SchemaItem, **options: Any) -> Table:  # noqa: ANN401
    """Declares a table: what it holds and how long it is kept."""
    return Table(name, METADATA, *parts, comment=comment, info={"retention": retention}, **options)


def none(name: str, kind: Kind, comment: str, *parts: Any, **options: Any) -> Column[Any]:  # noqa: ANN401
    """Declares a column that says nothing about a person."""
    return _column(name, kind, "none", comment, *parts, **options)


def pseudonymous(name: str, kind: Kind, comment: str, *parts: Any, **options: Any) -> Column[Any]:  # noqa: ANN401
    """Declares a column that leads to a person only with knowledge from elsewhere, such as who uses a machine."""
    return _column(name, kind, "pseudonymous", comment, *parts, **options)


def personal(name: str, kind: Kind, comment: str, *parts: Any, **options: Any) -> Column[Any]:  # noqa: ANN401
    """Declares a column that names a person, or may."""
    return _column(name, kind, "personal", comment, *parts, **options)


def _column(name: str, kind: Kind, data_class: str, comment: str, *parts: Any, **options: Any) -> Column[Any]:  # noqa: ANN401
    options.setdefault("nullable", False)
    return Column(name, kind, *parts, comment=comment, info={"data_class": data_class}, **options)
