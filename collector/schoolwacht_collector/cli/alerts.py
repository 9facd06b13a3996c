"""schoolwacht alert ..."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from schoolwacht_collector.cli.client import call, listed
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json
from schoolwacht_collector.cli.output import as_json, coloured, problems
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="What is wrong, and who sees to it.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="Number from 'schoolwacht alert list'.")]


@commands.command("list")
def list_alerts(
    everything: Annotated[bool, typer.Option("--all", help="Solved ones too.")] = False,
    severity: Annotated[str | None, typer.Option(help="Only urgent, warning or notice.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only what this rule found.")] = None,
    device: Annotated[str | None, typer.Option(help="Only of this device.")] = None,
    room: Annotated[str | None, typer.Option(help="Only in this room.")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Open alerts, the newest first."""
    params = {"everything": everything, "severity": severity, "rule": rule, "device": device, "room": room}
    if json or csv:
        print_list("/alerts", (), "", json=json, csv=csv, params=params)
        return
    with problems():
        rows = listed(home_of(), "/alerts", {name: value for name, value in params.items() if value is not None})
        if not rows:
            print("Nothing is wrong.")
        for row in rows:
            _print(row)


@commands.command()
def show(alert_id: Number, json: Json = False) -> None:
    """One alert, and what became of it."""
    with problems():
        alert = call(home_of(), "GET", f"/alerts/{alert_id}")
        if json:
            as_json(alert)
            return
        _print(alert)
        for step in alert["history"]:
            print(f"       {step['at']}  {step['step']:<13}{step['who']} {step['note']}".rstrip())


@commands.command("ack")
def take(
    alert_id: Number,
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


def _print(row: dict[str, Any]) -> None:
    where = " · ".join(text for text in (row["host"], row["room"] or row["site"]) if text)
    seen = f" ({row['acknowledged_by']}: {row['note']})" if row["acknowledged_by"] else ""
    print(f"{row['alert_id']:>5}  {coloured(row['severity'])}  {row['state']}  {row['summary']}")
    print(f"       {where}{seen}  {row['advice']}")
