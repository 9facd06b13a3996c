"""schoolwacht user ..."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from schoolwacht_collector.cli.client import call, part
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json, Yes
from schoolwacht_collector.cli.output import as_json, problems
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="People who may log in to the console.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The name to log in with.")]


@commands.command("list")
def list_users(json: Json = False, csv: Csv = False) -> None:
    """Every user."""
    columns = ["name", "role", "has_password", "sites"]
    print_list("/users", columns, "No users yet. 'schoolwacht user add NAME' makes one.", json=json, csv=csv)


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
        _link(call(home_of(), "POST", f"/users/{part(name)}/reset"), json)


@commands.command()
def role(
    name: Name, role: Annotated[str, typer.Argument(help="viewer, coordinator or admin.")], json: Json = False
) -> None:
    """Gives a user another role."""
    with problems():
        _done(call(home_of(), "PATCH", f"/users/{part(name)}", json={"role": role}), json)


@commands.command()
def remove(name: Name, yes: Yes = False, json: Json = False) -> None:
    """Shuts a user out: password, sessions and links end; the name stays in the audit trail."""
    if not yes:
        typer.confirm(f"Shut {name} out?", abort=True)
    with problems():
        _done(call(home_of(), "DELETE", f"/users/{part(name)}"), json)


def _done(user: dict[str, Any], json: bool) -> None:
    if json:
        as_json(user)
    else:
        print(f"{user['name']}: {user['role']}")


def _link(made: dict[str, str], json: bool) -> None:
    if json:
        as_json(made)
    else:
        print(made["link"])
