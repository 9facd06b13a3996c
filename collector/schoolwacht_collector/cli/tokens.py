"""schoolwacht token ..."""

from __future__ import annotations

from typing import Annotated

import typer

from schoolwacht_collector.cli.client import call, part
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json
from schoolwacht_collector.cli.output import as_json, problems
from schoolwacht_collector.cli.spans import seconds_of
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="What machines need to join.", no_args_is_help=True)


@commands.command()
def create(
    site: Annotated[str, typer.Option(help="Building or site of the machines.")] = "",
    room: Annotated[str, typer.Option(help="Room or trolley of the machines.")] = "",
    device_class: Annotated[
        str, typer.Option("--class", help="server, shared, staff, loan, trolley or spare.")
    ] = "shared",
    uses: Annotated[int, typer.Option(help="How many machines may join with it.")] = 1,
    expires: Annotated[str, typer.Option(help="How long it works: 30m, 24h, 7d.")] = "24h",
    ask: Annotated[bool, typer.Option("--ask", help="Each machine waits until you approve it.")] = False,
    resets: Annotated[
        bool,
        typer.Option("--resets", help="Machines of this room lose their key at every start: see docs/identity.md."),
    ] = False,
    json: Json = False,
) -> None:
    """Prints one string; on a machine: schoolwacht-agent enrol STRING && schoolwacht-agent service install."""
    with problems():
        body = {
            "site": site,
            "room": room,
            "device_class": device_class,
            "uses": uses,
            "expires_seconds": seconds_of(expires),
            "ask": ask,
            "resets": resets,
        }
        made = call(home_of(), "POST", "/tokens", json=body)
        if json:
            as_json(made)
        else:
            print(made["token"])


@commands.command("list")
def list_tokens(json: Json = False, csv: Csv = False) -> None:
    """Every token, without its secret."""
    columns = ["token_id", "site", "room", "class", "uses_left", "expires_at", "ask", "resets"]
    print_list("/tokens", columns, "No tokens yet. 'schoolwacht token create' makes one.", json=json, csv=csv)


@commands.command()
def withdraw(
    token_id: Annotated[str, typer.Argument(help="From 'schoolwacht token list'.")], json: Json = False
) -> None:
    """Takes a string back: nobody joins with it any more; whoever did stays."""
    with problems():
        token = call(home_of(), "DELETE", f"/tokens/{part(token_id)}")
        if json:
            as_json(token)
        else:
            print(f"{token['token_id']}: withdrawn")
