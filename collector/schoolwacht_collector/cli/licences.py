"""schoolwacht licence ..."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import FOUND_PROBLEMS, as_json, problems, table
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="What was bought, and what stands where.", no_args_is_help=True)


@commands.command("import")
def take_over(
    file: Annotated[Path, typer.Argument(help="CSV: title, publisher, scope, seats, valid until.", exists=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    json: Json = False,
) -> None:
    """Takes over a list of licences; the same file twice changes nothing."""
    with problems():
        report = call(home_of(), "POST", "/licences/import", content=file.read_bytes(), params={"dry_run": dry_run})
        if json:
            as_json(report)
        else:
            _report(report)
        if report["problems"]:
            raise typer.Exit(FOUND_PROBLEMS)


@commands.command("list")
def list_licences(json: Json = False) -> None:
    """Every licence the school has."""
    with problems():
        rows = call(home_of(), "GET", "/licences")
        if json:
            as_json(rows)
        else:
            table(
                rows,
                ["title", "publisher", "scope", "seats", "valid_until"],
                "No licences yet. 'schoolwacht licence import FILE.csv' takes over a list.",
            )


@commands.command()
def uncovered(json: Json = False) -> None:
    """Titles of which more is installed than was bought, with count, rooms and machines."""
    with problems():
        rows = call(home_of(), "GET", "/licences/uncovered")
        if json:
            as_json(rows)
            return
        shown = [
            row | {"rooms": ", ".join(row["rooms"]), "machines": ", ".join(d["host"] for d in row["devices"])}
            for row in rows
        ]
        table(shown, ["title", "installed", "seats", "short", "rooms", "machines"], "Everything is covered.")


def _report(report: dict[str, Any]) -> None:
    print(f"{len(report['added'])} added, {len(report['changed'])} changed, {report['unchanged']} as they were")
    for title in report["own_titles"]:
        print(f"  not in the catalogue, counted by its name from now on: {title}")
    for problem in report["problems"]:
        print(f"  line {problem['line']}: {problem['text']}", file=sys.stderr)
