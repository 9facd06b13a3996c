"""schoolwacht token ..."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import as_json, problems, table
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="What machines need to join.", no_args_is_help=True)
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}


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
    json: Json = False,
) -> None:
    """Prints one string; on a machine: schoolwacht-agent enrol STRING && schoolwacht-agent service install."""
    with problems():
        body = {
            "site": site,
            "room": room,
            "device_class": device_class,
            "uses": uses,
            "expires_seconds": _seconds(expires),
            "ask": ask,
        }
        made = call(home_of(), "POST", "/tokens", json=body)
        if json:
            as_json(made)
        else:
            print(made["token"])


@commands.command("list")
def list_tokens(json: Json = False) -> None:
    """Every token, without its secret."""
    with problems():
        rows = call(home_of(), "GET", "/tokens")
        if json:
            as_json(rows)
        else:
            table(
                rows,
                ["token_id", "site", "room", "class", "uses_left", "expires_at", "ask"],
                "No tokens yet. 'schoolwacht token create' makes one.",
            )


def _seconds(text: str) -> int:
    match = re.fullmatch(r"(\d{1,4})([mhd])", text)
    if match is None:
        raise typer.BadParameter("write a number and m, h or d: 30m, 24h, 7d", param_hint="--expires")
    return int(match[1]) * _SECONDS[match[2]]
