"""schoolwacht series ..."""

from __future__ import annotations

from typing import Annotated

import typer

from schoolwacht_collector.cli.client import listed
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json
from schoolwacht_collector.cli.output import problems
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="Numbers over time.", no_args_is_help=True)


@commands.command()
def query(
    metric: Annotated[str, typer.Argument(help="For example disk.used_percent; docs/metrics.md lists them all.")],
    device: Annotated[str | None, typer.Option(help="Host name, or the start of a device id.")] = None,
    since: Annotated[str | None, typer.Option(help="ISO time; by default an hour ago.")] = None,
    until: Annotated[str | None, typer.Option(help="ISO time; by default now.")] = None,
    every: Annotated[int | None, typer.Option(help="One point for each so many seconds.")] = None,
    aggregate: Annotated[str, typer.Option(help="Which: last, mean, min or max.")] = "last",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Prints the points of a metric."""
    span = {"device": device, "since": since, "until": until, "every_seconds": every}
    params = {"metric": metric, "aggregate": aggregate} | {k: v for k, v in span.items() if v is not None}
    if json or csv:
        print_list("/series", (), "", json=json, csv=csv, params=params)
        return
    with problems():
        for one in listed(home_of(), "/series", params):
            tags = " ".join(f"{name}={value}" for name, value in one["tags"].items())
            for at, value in one["points"]:
                print(f"{at}  {one['device_id'][:8]}  {tags}  {value}")
