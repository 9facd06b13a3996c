"""Takes back a string with which machines join, before it ends by itself: it was lost, or made by mistake."""

from __future__ import annotations

from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.devices import Token
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.ports import BadRequest


def withdraw_token(books: Books, token_id: str, who: str, now: datetime) -> Token:
    """From now on nobody joins with it. Machines that did, or that wait for approval, stay. Raises BadRequest."""
    token = next((one for one in books.tokens.all() if one.token_id == token_id), None)
    if token is None:
        raise BadRequest("there is no token of that name; 'schoolwacht token list' shows them all")
    books.tokens.withdraw(token_id)
    details = f"{token.site}/{token.room}, {token.uses_left} left"
    books.audit.note(Deed(now, who, "token.withdraw", token_id, details))
    return token
