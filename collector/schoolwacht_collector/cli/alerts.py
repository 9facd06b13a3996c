"""schoolwacht alert ..."""

from __future__ import annotations

from typing import Annotated

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import as_json, coloured, problems
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="What is wrong, and who sees to it.", no_args_is_help=True)


@commands.command("list")
def list_alerts(
    everything: Annotated[bool, typer.Option("--all", help="Solved ones too.")] = False,
    json: Json = False,
) -> None:
    """Open alerts, the most urgent first."""
    with problems():
        rows = call(home_of(), "GET", "/alerts", params={"everything": everything})
        if json:
            as_json(rows)
            return
        if not rows:
            print("Nothing is wrong.")
        for row in rows:
            where = " · ".join(text for text in (row["host"], row["room"] or row["site"]) if text)
            seen = f" ({row['acknowledged_by']}: {row['note']})" if row["acknowledged_by"] else ""
            print(f"{row['alert_id']:>5}  {coloured(row['severity'])}  {row['state']}  {row['summary']}")
            print(f"       {where}{seen}  {row['advice']}")


@commands.command("ack")
def take(
    alert_id: Annotated[int, typer.Argument(help="Number from 'schoolwacht alert list'.")],
    note: Annotated[str, typer.Option(help="What you will do about it.")] = "",
    json: Json = False,
) -> None:
    """Says that you know, and see to it."""
    with problems():
        alert = call(home_of(), "POST", f"/alerts/{alert_id}/acknowledge", json={"note": note})
        if json:
            as_json(alert)
        else:
            print(f"{alert['summary']}: noted")
