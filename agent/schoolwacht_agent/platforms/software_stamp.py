"""A mark that changes when software comes, goes or is renewed, told cheaply: nothing is read but times."""

from __future__ import annotations

import sys


def stamp() -> str:
    """The mark of this machine now; nothing where it cannot be told. No program is started for it."""
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import software_books

        return software_books.stamp()
    if sys.platform == "darwin":
        return ""
    from schoolwacht_agent.platforms.software_books import stamp as of_books

    return of_books()
