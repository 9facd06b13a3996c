"""Addresses of pages, with their filters in them, so that every view can be kept as a bookmark or sent to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode


def with_query(path: str, query: Mapping[str, object], **changes: object) -> str:
    """The path with a query, some of it changed; what is empty is left out.

    >>> with_query("/devices", {"q": "lok", "page": 2}, page="", sort="seen")
    '/devices?q=lok&sort=seen'
    """
    wanted = {name: str(value) for name, value in {**query, **changes}.items() if value not in ("", None)}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def safe_next(address: str) -> str:
    r"""Where to go after the log-in: a page of ours, or the first one.

    >>> safe_next("/devices?q=x"), safe_next("//elsewhere.example"), safe_next("/\\elsewhere.example")
    ('/devices?q=x', '/', '/')
    """
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if ours else "/"


def page_number(text: str) -> int:
    """The page somebody asks for; the first one when that is no number.

    >>> page_number("3"), page_number("0"), page_number("x")
    (3, 1, 1)
    """
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1  # noqa: PLR2004 - no list has 100,000 pages
