"""Moments as backup programs write them: ISO 8601 with or without signs between, with or without a zone.

A moment without a zone is of the machine's own time, which is what borg, vzdump and Veeam write.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FORM = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,12}))?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def milliseconds(moment: datetime) -> int:
    """Since 1970, UTC."""
    return (moment - _EPOCH) // _MILLISECOND


def told_ms(text: object, zone: tzinfo | None = None) -> int | None:
    """The moment at the beginning of a text; None if there is none. `zone` is what the machine's own time is."""
    found = _FORM.match(text.strip()) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    fraction = timedelta(microseconds=int((found[7] or "0")[:6].ljust(6, "0")))
    try:
        moment = datetime(year, month, day, hour, minute, second) + fraction  # noqa: DTZ001 - the zone follows below
    except (ValueError, OverflowError):
        return None
    return local_ms(moment, _offset(found[8]) or zone)


def local_ms(moment: datetime, zone: tzinfo | None = None) -> int | None:
    """A moment without a zone as milliseconds since 1970; `zone` None means the machine's own."""
    try:
        return milliseconds(moment.replace(tzinfo=zone) if zone else moment.astimezone(UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _offset(said: str | None) -> tzinfo | None:
    if said is None or said == "Z":
        return UTC if said else None
    shift = timedelta(hours=int(said[1:3]), minutes=int(said[-2:]))
    if shift >= timedelta(days=1):
        return UTC
    return timezone(-shift if said[0] == "-" else shift)
