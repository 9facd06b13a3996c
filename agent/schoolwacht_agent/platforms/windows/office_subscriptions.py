r"""Subscriptions of Office: the licence files of each person who signed in, of which only count and state are told.

Since 2020 Office keeps them in `%LOCALAPPDATA%\Microsoft\Office\Licenses\5\`, and those of the machine in
`%PROGRAMDATA%\Microsoft\Office\Licenses\`. Each is JSON in UTF-16 with the licence proper inside as base64 of JSON,
again in UTF-16; Microsoft's own `vnextdiag.ps1` reads them so. The address of the account stands in there too and is
not read.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

FOLDER = Path("Microsoft/Office/Licenses")
_PRODUCT = re.compile(r"[A-Za-z0-9]{3,60}")
_MOST_BYTES = 1 << 20
_MOST_FILES = 64
_MOST_PEOPLE = 2000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One licence file, without whose it is."""

    product: str
    """Release, for example O365ProPlusRetail."""
    state: str
    """licensed, grace, reduced (cannot edit any more) or unknown."""
    scope: str = "user"
    """user or device."""


def parse(data: bytes, now: datetime, scope: str = "user") -> Subscription | None:
    """One file; None for what is none."""
    outer = _json(data[:_MOST_BYTES])
    inner = outer.get("License")
    if not isinstance(inner, str):
        return None
    try:
        licence = _json(base64.b64decode(inner, validate=False))
    except (binascii.Error, ValueError):
        return None
    product = licence.get("ProductReleaseId")
    if not isinstance(product, str) or not _PRODUCT.fullmatch(product):
        return None
    return Subscription(product, _state(licence, now), scope)


def _state(licence: Mapping[str, object], now: datetime) -> str:
    """As Microsoft's own script tells it: behind NotAfter it is reduced, behind ExpiresOn in its days of grace."""
    metadata = licence.get("MetaData", licence.get("Metadata"))
    last = _moment(metadata.get("NotAfter")) if isinstance(metadata, dict) else None
    if last is None:
        return "unknown"
    if now > last:
        return "reduced"
    expires = _moment(licence.get("ExpiresOn"))
    return "grace" if expires is not None and now > expires else "licensed"


def _moment(said: object) -> datetime | None:
    if not isinstance(said, str):
        return None
    try:
        # Seven digits of a second, as .NET writes them, are one too many.
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", said.strip()))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _json(data: bytes) -> Mapping[str, object]:
    wide = data[:2] == b"\xff\xfe" or data[1:2] == b"\0"
    text = data.decode("utf-16-le" if wide else "utf-8", errors="replace").lstrip("\ufeff")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def counted(found: Iterable[Subscription]) -> Mapping[Subscription, int]:
    """How many there are of each product and state."""
    return Counter(found)


def read(profiles: Path, program_data: Path, now: datetime) -> Iterator[Subscription]:
    r"""Every licence file of the people in `profiles` (C:\Users) and of the machine."""
    for person in islice(_entries(profiles), _MOST_PEOPLE):
        # Whoever is a link to elsewhere (All Users, Default User) is no person.
        if not person.is_symlink():
            yield from _files(person / "AppData" / "Local" / FOLDER, now, "user")
    yield from _files(program_data / FOLDER, now, "device")


def _files(folder: Path, now: datetime, scope: str) -> Iterator[Subscription]:
    places = [folder, *islice((one for one in _entries(folder) if one.is_dir()), 8)]
    for place in places:
        for file in islice((one for one in _entries(place) if one.is_file()), _MOST_FILES):
            try:
                with file.open("rb") as opened:
                    found = parse(opened.read(_MOST_BYTES), now, scope)
            except OSError:
                continue
            if found:
                yield found


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
