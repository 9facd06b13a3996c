"""schoolwacht user ..."""

from __future__ import annotations

from typing import Annotated

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import as_json, problems, table
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="People who may log in to the console.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The name to log in with.")]


@commands.command("list")
def list_users(json: Json = False) -> None:
    """Every user."""
    with problems():
        rows = call(home_of(), "GET", "/users")
        if json:
            as_json(rows)
        else:
            table(rows, ["name", "role", "has_password"], "No users yet. 'schoolwacht user add NAME' makes one.")


@commands.command()
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="viewer, coordinator or admin.")] = "coordinator",
    json: Json = False,
) -> None:
    """Adds a user and prints the link with which they choose a password."""
    with problems():
        _link(call(home_of(), "POST", "/users", json={"name": name, "role": role}), json)


@commands.command()
def reset(name: Name, json: Json = False) -> None:
    """Ends a user's password and sessions and prints a link that works once."""
    with problems():
        _link(call(home_of(), "POST", f"/users/{name}/reset"), json)


def _link(made: dict[str, str], json: bool) -> None:
    if json:
        as_json(made)
    else:
        print(made["link"])
