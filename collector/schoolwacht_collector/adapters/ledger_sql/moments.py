"""Moments as the ledger keeps them: whole milliseconds since 1970 in UTC. What is finer is cut off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """The number for a moment. Computed in whole numbers, so that it reads back exactly."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(number: int) -> datetime:
    """The moment for a number."""
    return _EPOCH + _MILLISECOND * number


def to_ms_or_none(moment: datetime | None) -> int | None:
    """The number for a moment, or nothing for none."""
    return None if moment is None else to_ms(moment)


def from_ms_or_none(number: int | None) -> datetime | None:
    """The moment for a number, or nothing for none."""
    return None if number is None else from_ms(number)
