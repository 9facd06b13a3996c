"""How every `list` command prints: columns for people, JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer

from schoolwacht_collector.cli.client import as_file, listed
from schoolwacht_collector.cli.output import as_json, problems, table
from schoolwacht_collector.config import home_of

Row = dict[str, Any]


def print_list(
    path: str,
    columns: Sequence[str],
    empty: str,
    *,
    json: bool,
    csv: bool,
    params: Mapping[str, Any] | None = None,
    shown: Callable[[Row], Row] = dict,
) -> None:
    """Prints a list of the interface. `shown` makes a row fit for people; programs get it as it is."""
    given = {name: value for name, value in (params or {}).items() if value is not None}
    if json and csv:
        raise typer.BadParameter("choose one of --json and --csv")
    with problems():
        if csv:
            sys.stdout.buffer.write(as_file(home_of(), path, given))
            sys.stdout.flush()
            return
        rows = listed(home_of(), path, given)
        if json:
            as_json(rows)
        else:
            table([shown(row) for row in rows], columns, empty)
