"""schoolwacht device ..."""

from __future__ import annotations

from typing import Annotated

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.options import Json, Yes
from schoolwacht_collector.cli.output import as_json, problems, table
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="Machines: where they are, what is on them, whether they may report.", no_args_is_help=True)
Word = Annotated[str, typer.Argument(help="Host name, or the start of a device id.")]


@commands.command("list")
def list_devices(
    state: Annotated[str | None, typer.Option(help="pending, active, revoked or retired.")] = None,
    json: Json = False,
) -> None:
    """Every device."""
    with problems():
        rows = call(home_of(), "GET", "/devices", params={"state": state} if state else {})
        if json:
            as_json(rows)
        else:
            table(
                [row | {"id": row["device_id"][:8]} for row in rows],
                ["id", "host", "site", "room", "class", "state", "operating_system", "last_seen"],
                "No devices yet. 'schoolwacht token create' prints what to type on a machine.",
            )


@commands.command()
def show(device: Word, json: Json = False) -> None:
    """One device with everything that was found on it."""
    with problems():
        found = call(home_of(), "GET", f"/devices/{device}")
        if json:
            as_json(found)
            return
        facts = found.pop("facts")
        for name, value in found.items():
            print(f"{name:<18}{'-' if value in (None, '') else value}")
        for name, content in facts.items():
            print(f"{name:<18}{len(content['rows'])} rows, looked at {content['taken_at']}")


@commands.command("set")
def place(
    device: Word,
    site: Annotated[str | None, typer.Option(help="Building or site.")] = None,
    room: Annotated[str | None, typer.Option(help="Room or trolley.")] = None,
    device_class: Annotated[
        str | None, typer.Option("--class", help="server, shared, staff, loan, trolley or spare.")
    ] = None,
    json: Json = False,
) -> None:
    """Moves a device, or says what it is for."""
    with problems():
        given = {"site": site, "room": room, "device_class": device_class}
        body = {name: value for name, value in given.items() if value is not None}
        _done(call(home_of(), "PATCH", f"/devices/{device}", json=body), json)


@commands.command()
def approve(device: Word, json: Json = False) -> None:
    """Lets a waiting device in."""
    _treat(device, "approve", json)


@commands.command()
def revoke(device: Word, json: Json = False) -> None:
    """Shuts a device out, within seconds."""
    _treat(device, "revoke", json)


@commands.command()
def retire(device: Word, json: Json = False) -> None:
    """Takes a device out of use; its history stays."""
    _treat(device, "retire", json)


@commands.command()
def delete(device: Word, yes: Yes = False, json: Json = False) -> None:
    """Forgets a device and all that was found on it."""
    if not yes:
        typer.confirm(f"Forget {device} and all that was found on it?", abort=True)
    with problems():
        _done(call(home_of(), "DELETE", f"/devices/{device}"), json)


def _treat(device: str, deed: str, json: bool) -> None:
    with problems():
        _done(call(home_of(), "POST", f"/devices/{device}/{deed}"), json)


def _done(device: dict[str, str], json: bool) -> None:
    if json:
        as_json(device)
    else:
        print(f"{device['host']}: {device['class']}, {device['site']} {device['room']}, {device['state']}")
