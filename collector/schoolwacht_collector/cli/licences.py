"""schoolwacht licence ..."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json, Yes
from schoolwacht_collector.cli.output import FOUND_PROBLEMS, as_json, problems
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
def list_licences(json: Json = False, csv: Csv = False) -> None:
    """Every licence the school has."""
    columns = ["title", "publisher", "scope", "seats", "valid_until", "site"]
    empty = "No licences yet. 'schoolwacht licence import FILE.csv' takes over a list."
    print_list("/licences/entitlements", columns, empty, json=json, csv=csv)


@commands.command()
def coverage(json: Json = False, csv: Csv = False) -> None:
    """Every title that was found or bought, against its seats."""
    columns = ["title", "publisher", "installed", "seats", "short", "state", "days_left"]
    print_list("/licences", columns, "No title that needs a licence is known.", json=json, csv=csv)


@commands.command()
def uncovered(json: Json = False, csv: Csv = False) -> None:
    """Titles of which more is installed than was bought, with count, rooms and machines."""
    columns = ["title", "installed", "seats", "short", "rooms", "machines"]
    print_list("/licences/uncovered", columns, "Everything is covered.", json=json, csv=csv, shown=_machines)


@commands.command()
def installs(
    title: Annotated[str, typer.Argument(help="As 'schoolwacht licence coverage' writes it.")],
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Where a title stands."""
    columns = ["host", "site", "room", "name", "version"]
    params = {"title": title}
    print_list("/licences/installs", columns, "It stands nowhere.", json=json, csv=csv, params=params)


@commands.command()
def use(json: Json = False, csv: Csv = False) -> None:
    """On how many devices each title was used in the last 30 school days; unknown is never counted as unused."""
    columns = ["title", "seats", "installed", "used", "unused", "unknown", "minutes", "state"]
    empty = "No title that needs a licence is known."
    print_list("/licences/use", columns, empty, json=json, csv=csv)


@commands.command("used-on")
def used_on(
    title: Annotated[str, typer.Argument(help="As 'schoolwacht licence use' writes it.")],
    json: Json = False,
    csv: Csv = False,
) -> None:
    """On which devices a title was used in the last 30 school days, and how many minutes."""
    columns = ["host", "site", "room", "state", "minutes", "days", "last_day", "looked_days"]
    params = {"title": title}
    print_list("/licences/use/devices", columns, "It stands nowhere.", json=json, csv=csv, params=params)


@commands.command()
def measure(
    classes: Annotated[list[str] | None, typer.Argument(help="Classes of devices, such as shared and trolley.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Nowhere any more; what was counted goes.")] = False,
    json: Json = False,
) -> None:
    """Shows or chooses of which classes of devices it is counted which titles run. Off everywhere until chosen."""
    if classes and off:
        raise typer.BadParameter("name classes or write --off, not both")
    with problems():
        if classes or off:
            said = call(home_of(), "PUT", "/licences/use/measured", json={"classes": classes or []})
        else:
            said = call(home_of(), "GET", "/licences/use/measured")
        if json:
            as_json(said)
        else:
            print(f"use is counted of: {', '.join(said['classes']) or 'no class of devices'}")


@commands.command()
def remove(
    title: Annotated[str, typer.Argument(help="As 'schoolwacht licence list' writes it.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Takes every licence of a title away."""
    if not yes:
        typer.confirm(f"Take every licence of {title} away?", abort=True)
    with problems():
        done = call(home_of(), "DELETE", "/licences/entitlements", params={"title": title})
        if json:
            as_json(done)
        else:
            print(f"{title}: {done['removed']} removed")


def _machines(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"rooms": ", ".join(row["rooms"]), "machines": ", ".join(one["host"] for one in row["devices"])}


def _report(report: dict[str, Any]) -> None:
    print(f"{len(report['added'])} added, {len(report['changed'])} changed, {report['unchanged']} as they were")
    for title in report["own_titles"]:
        print(f"  not in the catalogue, counted by its name from now on: {title}")
    for problem in report["problems"]:
        print(f"  line {problem['line']}: {problem['text']}", file=sys.stderr)
