"""How `device diff` prints: a heading for each table, a line for each row, and what changed in it below."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import typer

from schoolwacht_collector.cli.client import as_file, listed, part
from schoolwacht_collector.cli.output import as_json, problems
from schoolwacht_collector.config import home_of
from schoolwacht_collector.domain.message import say

if TYPE_CHECKING:
    from schoolwacht_collector.wording import Wording

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_NOTHING = say("Nothing changed in that time.")
_FOLDED = say("Rows in which only counters and moments moved: {n}. They are left out; --all shows them.")
Line = dict[str, Any]


def print_differences(device: str, since: str, language: str, *, everything: bool, json: bool, csv: bool) -> None:
    """Prints them. For programs every row is there, with a mark on those that are folded for people."""
    if json and csv:
        raise typer.BadParameter("choose one of --json and --csv")
    path, spoken = f"/devices/{part(device)}/diff", language or _of_the_terminal()
    with problems():
        if csv:
            params = {"since": since, "all": everything, **({"lang": language} if language else {})}
            sys.stdout.buffer.write(as_file(home_of(), path, params))
            sys.stdout.flush()
            return
        lines = listed(home_of(), path, {"since": since, "all": True, "lang": spoken})
        if json:
            as_json([line for line in lines if everything or not line["quiet"]])
            return
        for text in _told(lines, spoken, everything=everything):
            print(text)


def _told(lines: Iterable[Line], language: str, *, everything: bool) -> Iterator[str]:
    """The lines of the report, by table."""
    lines = list(lines)
    shown = [line for line in lines if everything or not line["quiet"]]
    wording = _wording(language)
    for title, group in groupby(shown, key=lambda line: line["title"]):
        rows = list(group)
        yield f"{title}: {_counted(rows)}"
        for row in rows:
            yield f"  {_SIGNS.get(row['kind'], '?')} {_named(row)}"
            yield from (
                f"      {cell['heading']}: {cell['before'] or '-'} -> {cell['after'] or '-'}" for cell in row["cells"]
            )
    if not shown:
        yield wording.text(_NOTHING)
    if folded := len(lines) - len(shown):
        yield wording.text(say(_FOLDED.template, n=folded))


def _counted(rows: Iterable[Line]) -> str:
    """For example: 2 added, 1 changed."""
    return ", ".join(f"{count} {word}" for word, count in Counter(row["kind_word"] for row in rows).items())


def _named(row: Line) -> str:
    """The row by its name; a program that came or went with its version."""
    version = (row["after"] or row["before"] or {}).get("version")
    whole = row["kind"] != "changed" and version and str(version) not in row["name"]
    return f"{row['name']} {version}" if whole else str(row["name"])


def _of_the_terminal() -> str:
    """Dutch where the terminal speaks it, else English."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "nl" if said.startswith("nl") else "en"


def _wording(language: str) -> Wording:
    """Read only now: no other command needs the catalogues."""
    from schoolwacht_collector.wording import wording_for

    return wording_for(language)
