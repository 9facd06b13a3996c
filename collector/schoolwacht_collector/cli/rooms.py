"""schoolwacht room ..."""

from __future__ import annotations

from typing import Annotated

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json
from schoolwacht_collector.cli.output import as_json, problems
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="Rooms and trolleys.", no_args_is_help=True)


@commands.command("list")
def list_rooms(
    site: Annotated[str | None, typer.Option(help="Only this building or site.")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Every room, with how many machines were seen today and the worst that is wrong there."""
    columns = ["site", "room", "devices", "seen_today", "worst", "alerts"]
    empty = "No rooms yet: they come with their devices."
    print_list("/rooms", columns, empty, json=json, csv=csv, params={"site": site})


@commands.command()
def rename(
    site: Annotated[str, typer.Argument(help="The building or site of the room.")],
    room: Annotated[str, typer.Argument(help="The room.")],
    new_room: Annotated[str | None, typer.Option("--to", help="Its new name.")] = None,
    new_site: Annotated[str | None, typer.Option("--to-site", help="Its new building or site.")] = None,
    json: Json = False,
) -> None:
    """Gives a room another name, or moves it with all its devices."""
    with problems():
        body = {"site": site, "room": room, "new_room": new_room, "new_site": new_site}
        done = call(home_of(), "POST", "/rooms/rename", json=body)
        if json:
            as_json(done)
        else:
            print(f"{done['devices']} devices moved")
