"""schoolwacht device ..."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from schoolwacht_collector.cli import who_is_who
from schoolwacht_collector.cli.client import call, part
from schoolwacht_collector.cli.differences import print_differences
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json, Yes
from schoolwacht_collector.cli.output import as_json, problems
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="Machines: where they are, what is on them, whether they may report.", no_args_is_help=True)
who_is_who.add_to(commands)
Word = Annotated[str, typer.Argument(help="Host name, or the start of a device id.")]


@commands.command("list")
def list_devices(
    state: Annotated[str | None, typer.Option(help="pending, active, revoked or retired.")] = None,
    site: Annotated[str | None, typer.Option(help="Only this building or site.")] = None,
    room: Annotated[str | None, typer.Option(help="Only this room.")] = None,
    device_class: Annotated[str | None, typer.Option("--class", help="Only those that are for this.")] = None,
    words: Annotated[str | None, typer.Option("--find", help="Only those with these words in them.")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Every device."""
    print_list(
        "/devices",
        ["id", "host", "site", "room", "class", "state", "operating_system", "last_seen"],
        "No devices. 'schoolwacht token create' prints what to type on a machine.",
        json=json,
        csv=csv,
        params={"state": state, "site": site, "room": room, "class": device_class, "q": words},
        shown=lambda row: row | {"id": row["device_id"][:8]},
    )


@commands.command()
def show(device: Word, json: Json = False) -> None:
    """One device with everything that was found on it."""
    with problems():
        found = call(home_of(), "GET", f"/devices/{part(device)}")
        if json:
            as_json(found)
            return
        facts = found.pop("facts")
        for name, value in found.items():
            print(f"{name:<18}{'-' if value in (None, '') else value}")
        for name, content in facts.items():
            print(f"{name:<18}{len(content['rows'])} rows, looked at {content['taken_at']}")


@commands.command()
def software(
    device: Word,
    words: Annotated[str | None, typer.Option("--find", help="Only programs with these words in them.")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """The programs on a device."""
    columns = ["name", "version", "publisher", "source"]
    path = f"/devices/{part(device)}/software"
    print_list(path, columns, "No programs are known.", json=json, csv=csv, params={"q": words})


@commands.command("table")
def show_table(
    device: Word,
    table: Annotated[str, typer.Argument(help="For example disks; 'schoolwacht device show' lists them.")],
    json: Json = False,
    csv: Csv = False,
) -> None:
    """The rows of one table of a device."""
    path = f"/devices/{part(device)}/tables/{part(table)}"
    print_list(path, ["key", "content"], "It has no rows.", json=json, csv=csv, shown=_row)


@commands.command()
def changes(device: Word, json: Json = False, csv: Csv = False) -> None:
    """What came, changed and went on a device, the newest first."""
    columns = ["at", "kind", "table", "key"]
    print_list(f"/devices/{part(device)}/changes", columns, "Nothing changed yet.", json=json, csv=csv)


@commands.command()
def diff(
    device: Word,
    since: Annotated[str, typer.Option(help="7d, 24h, or a day such as 2026-11-17.")] = "7d",
    everything: Annotated[
        bool, typer.Option("--all", help="Also rows in which nothing but counters and moments moved.")
    ] = False,
    language: Annotated[str, typer.Option("--lang", help="nl or en; else the language of this terminal.")] = "",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """What is otherwise on a device than it was: rows that came, went or changed, before and after."""
    print_differences(device, since, language, everything=everything, json=json, csv=csv)


@commands.command()
def events(device: Word, json: Json = False, csv: Csv = False) -> None:
    """What happened on a device, the newest first."""
    columns = ["at", "name", "attributes"]
    print_list(f"/devices/{part(device)}/events", columns, "Nothing happened yet.", json=json, csv=csv)


@commands.command("move")
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
        _done(call(home_of(), "PATCH", f"/devices/{part(device)}", json=body), json)


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
        _done(call(home_of(), "DELETE", f"/devices/{part(device)}"), json)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    content = ", ".join(f"{name}={value}" for name, value in row["cells"].items() if value not in (None, ""))
    return {"key": row["key"], "content": content}


def _treat(device: str, deed: str, json: bool) -> None:
    with problems():
        _done(call(home_of(), "POST", f"/devices/{part(device)}/{deed}"), json)


def _done(device: dict[str, str], json: bool) -> None:
    if json:
        as_json(device)
    else:
        print(f"{device['host']}: {device['class']}, {device['site']} {device['room']}, {device['state']}")
