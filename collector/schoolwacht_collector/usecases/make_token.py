"""Makes the string with which machines join."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.devices import Token
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.joining import hash_of, joining_string
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.ports import BadRequest

LONGEST = timedelta(days=31)
LONGEST_RESETS = timedelta(days=400)
"""Such a token lies in the image and works at every start, so it must outlast a school year."""
MOST_USES = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the machines that use the token will be."""

    site: str
    room: str
    device_class: DeviceClass
    uses: int
    lasts: timedelta
    ask: bool
    resets: bool = False
    """Machines that lose their key at every start, such as behind Deep Freeze or LINBO."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """Where machines find us, and by which certificate they know us."""

    enrol: Sequence[str]
    push: Sequence[str]
    server_ca: bytes


def make_token(books: Books, wanted: Wanted, reachable: Reachable, who: str, now: datetime) -> str:
    """The string to paste on the machines; its secret is kept here only as a hash. Raises BadRequest."""
    if not 1 <= wanted.uses <= MOST_USES:
        raise BadRequest(f"a token can be used 1 to {MOST_USES} times")
    _check(wanted)
    secret = secrets.token_urlsafe(32)
    token = Token(
        token_id=secrets.token_hex(8),
        secret_hash=hash_of(secret),
        site=clean(wanted.site, 64),
        room=clean(wanted.room, 64),
        device_class=wanted.device_class,
        uses_left=wanted.uses,
        expires_at=now + wanted.lasts,
        ask=wanted.ask,
        created_at=now,
        resets=wanted.resets,
    )
    books.tokens.add(token)
    books.audit.note(Deed(now, who, "token.create", token.token_id, f"{token.site}/{token.room} x{token.uses_left}"))
    return joining_string(reachable.enrol, reachable.push, secret, reachable.server_ca)


def _check(wanted: Wanted) -> None:
    longest = LONGEST_RESETS if wanted.resets else LONGEST
    if not timedelta(minutes=1) <= wanted.lasts <= longest:
        raise BadRequest(f"a token lasts from 1 minute to {longest.days} days")
    if wanted.resets and wanted.device_class is not DeviceClass.SHARED:
        raise BadRequest("only shared devices may lose their key at every start: make the token for class shared")
    if wanted.resets and not wanted.room:
        raise BadRequest("name the room whose machines lose their key at every start; the token is for that room alone")
