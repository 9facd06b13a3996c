"""Tokens with which programs use the interface: made, recognised, revoked."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.api_tokens import ApiScope, ApiToken
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.ports import BadRequest

MARK = "swa_"
"""Begins every token, so that people and secret scanners know one when they see one."""
LONGEST = timedelta(days=5 * 366)
MOST = 200
"""Tokens that work at one moment. A program that makes one for each call would otherwise never stop."""
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the moment of last use is kept: reading must not become writing."""

_FORM = re.compile(rf"{MARK}[0-9a-f]{{8}}_[A-Za-z0-9_-]{{43}}")


@dataclass(frozen=True, slots=True)
class WantedToken:
    """What a new token is to be. `lasts` None: until it is revoked."""

    name: str
    scope: ApiScope
    site: str = ""
    lasts: timedelta | None = timedelta(days=366)


def make_api_token(books: Books, wanted: WantedToken, who: str, now: datetime) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown this once. Raises BadRequest."""
    name, site = clean(wanted.name, 64), clean(wanted.site, 64)
    if not name:
        raise BadRequest("give the token a name: what uses it, or whose it is")
    if site and wanted.scope is ApiScope.ADMIN:
        raise BadRequest("users and tokens belong to the whole school: an admin token cannot be for one site")
    if wanted.lasts is not None and not timedelta(minutes=1) <= wanted.lasts <= LONGEST:
        raise BadRequest(f"a token lasts from 1 minute to {LONGEST.days} days")
    working = [token for token in books.api_tokens.all() if token.works(now)]
    if len(working) >= MOST:
        raise BadRequest(f"there are {MOST} tokens already; 'schoolwacht api-token list' shows which can go")
    if any(token.name.casefold() == name.casefold() for token in working):
        raise BadRequest(f"there is a token {name!r} already; take another name, or revoke that one first")
    token_id = secrets.token_hex(4)
    text = f"{MARK}{token_id}_{secrets.token_urlsafe(32)}"
    expires_at = now + wanted.lasts if wanted.lasts is not None else None
    token = ApiToken(token_id, name, hash_of(text), wanted.scope, site, now, expires_at)
    books.api_tokens.add(token)
    details = f"{name}, {token.scope}{f', {site}' if site else ''}"
    books.audit.note(Deed(now, who, "api_token.create", token_id, details))
    return token, text


def recognise(books: Books, text: str, now: datetime) -> ApiToken | None:
    """The token with this text, if it still works."""
    if _FORM.fullmatch(text) is None:
        return None
    token = books.api_tokens.by_secret(hash_of(text))
    return token if token is not None and token.works(now) else None


def to_be_noted(token: ApiToken, now: datetime) -> bool:
    """Whether this use is worth a write: the last one that was noted is a minute ago."""
    return token.last_used_at is None or abs(now - token.last_used_at) >= NOTED_EVERY


def revoke_api_token(books: Books, token_id: str, who: str, now: datetime) -> ApiToken:
    """Ends a token at once. Raises BadRequest when there is none of this name. Doing it twice is as good as once."""
    token = books.api_tokens.get(token_id.removeprefix(MARK))
    if token is None:
        raise BadRequest(f"there is no token {clean(token_id, 64)!r}; 'schoolwacht api-token list' shows them all")
    if books.api_tokens.revoke(token.token_id, now):
        books.audit.note(Deed(now, who, "api_token.revoke", token.token_id, token.name))
    return books.api_tokens.get(token.token_id) or token
