"""How the command line speaks: aligned columns for people, JSON for machines, problems on stderr with an exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from schoolwacht_collector.cli.client import Refused
from schoolwacht_collector.config import BadConfig
from schoolwacht_collector.ports import Busy

FOUND_PROBLEMS = 3
UNAVAILABLE, CANNOT_CREATE, TRY_AGAIN, NO_PERMISSION, BAD_CONFIG = 69, 73, 75, 77, 78
"""sysexits.h, and 3 for a check that found something."""

_COLOURS = {"urgent": "31", "warning": "33", "bad": "31", "ok": "32"}


def as_json(content: object) -> None:
    """For machines."""
    print(json.dumps(content, indent=2, ensure_ascii=False))


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], empty: str) -> None:
    """For people: one line a row, columns under each other; what to do when there is nothing."""
    if not rows:
        print(empty, file=sys.stderr)
        return
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(line[i]) for line in [list(columns), *cells]) for i in range(len(columns))]
    for line in [list(columns), *cells]:
        print("  ".join(f"{text:<{width}}" for text, width in zip(line, widths, strict=True)).rstrip())


def coloured(word: str) -> str:
    """A severity or state in its colour, on a terminal that shows colours."""
    code = _COLOURS.get(word)
    plain = code is None or not sys.stdout.isatty() or "NO_COLOR" in os.environ
    return word if plain else f"\x1b[{code}m{word}\x1b[0m"


@contextmanager
def problems() -> Iterator[None]:
    """Turns every expected problem into one sentence and its exit code."""
    try:
        yield
    except Refused as no:
        _end(str(no), TRY_AGAIN if no.busy else 1)
    except BadConfig as flaw:
        _end(str(flaw), BAD_CONFIG)
    except Busy as behind:
        _end(str(behind), TRY_AGAIN)
    except PermissionError as flaw:
        _end(f"no access to {flaw.filename}: run this as its owner, or set SCHOOLWACHT_HOME", NO_PERMISSION)


def _end(sentence: str, code: int) -> None:
    print(f"schoolwacht: {sentence}", file=sys.stderr)
    raise typer.Exit(code)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - what fits a line
