"""Which language somebody reads who has not told us."""

from __future__ import annotations

from collections.abc import Sequence

from babel.core import negotiate_locale

LANGUAGES = ("nl", "en")
"""The first one is what a browser gets that asks for neither."""


def preferred(accepted: str) -> str:
    """The language for an Accept-Language header.

    >>> preferred("en-GB,en;q=0.9"), preferred("nl-BE"), preferred("de"), preferred("fr;q=x,en")
    ('en', 'nl', 'nl', 'en')
    """
    return negotiate_locale(_in_order(accepted[:256]), LANGUAGES, sep="-") or LANGUAGES[0]


def _in_order(accepted: str) -> Sequence[str]:
    wishes: list[tuple[float, str]] = []
    for wish in accepted.split(","):
        tag, _, quality = wish.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), tag))
        except ValueError:  # not a number: a wish we cannot weigh comes last
            wishes.append((0.0, tag))
    return [tag for _, tag in sorted(wishes, key=lambda wish: wish[0]) if tag]
