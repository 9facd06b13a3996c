"""schoolwacht device asks, same, separate, undecide: which machine is which."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from schoolwacht_collector.cli.client import call, part
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json
from schoolwacht_collector.cli.output import as_json, problems
from schoolwacht_collector.config import home_of

Machine = Annotated[str, typer.Argument(help="The start of the id of the machine that is asked about.")]


def asks(json: Json = False, csv: Csv = False) -> None:
    """Machines that may be a device that you know: 'device same' or 'device separate' tells."""
    columns = ["id", "host", "site", "room", "looks_like", "last_seen", "reason"]
    empty = "Nothing is asked: every machine is known, or new beyond doubt."
    print_list("/identity-questions", columns, empty, json=json, csv=csv, shown=_row)


def same(
    machine: Machine,
    known: Annotated[
        str, typer.Argument(help="The device that it was before; not needed when there is one candidate.")
    ] = "",
    json: Json = False,
) -> None:
    """It is the same machine: it goes on as the known device, with its history."""
    _tell(machine, "same", {"known": known}, json=json)


def separate(machine: Machine, json: Json = False) -> None:
    """It is another machine: it becomes a device of its own."""
    _tell(machine, "separate", None, json=json)


def undecide(machine: Machine, json: Json = False) -> None:
    """Takes the answer about a machine back."""
    _tell(machine, "undecide", None, json=json)


def add_to(commands: typer.Typer) -> None:
    """Adds these to the commands about devices."""
    for command in (asks, same, separate, undecide):
        commands.command()(command)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = next(iter(row["candidates"]), {})
    shown = {
        "id": row["device_id"][:8],
        "looks_like": f"{row['looks_like']} ({first['device_id'][:8]})" if first else "",
        "last_seen": first.get("last_seen"),
    }
    return row | shown


def _tell(machine: str, answer: str, body: dict[str, str] | None, *, json: bool) -> None:
    with problems():
        after = call(home_of(), "POST", f"/devices/{part(machine)}/{answer}", json=body)
        if json:
            as_json(after)
        else:
            print(f"{after['host']} ({after['device_id'][:8]}): {after['site']} {after['room']}, {after['state']}")
