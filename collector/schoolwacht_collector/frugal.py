"""Keeps a library for coloured tables out of the collector's running processes: it costs some 4.5 MiB in each.

typer and structlog import `rich` when it is installed and do as well without. A name that is None in `sys.modules`
raises ImportError (https://docs.python.org/3/reference/import.html#the-module-cache).
"""

from __future__ import annotations

import sys


def leave_tables_out() -> None:
    """For processes that run for months, before anything else is imported; what is loaded already stays."""
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None is the documented mark
