"""Lists to look at only: schoolwacht rule, backup-job, audit and software."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json

rules = typer.Typer(help="What is judged.", no_args_is_help=True)
backup_jobs = typer.Typer(help="Back-ups of the machines.", no_args_is_help=True)
audit = typer.Typer(help="Who changed what.", no_args_is_help=True)
software = typer.Typer(help="Programs, and where they stand.", no_args_is_help=True)


@rules.command("list")
def list_rules(json: Json = False, csv: Csv = False) -> None:
    """Every rule with its limits as they are everywhere; 'schoolwacht limit list' shows where they are otherwise."""
    print_list("/rules", ["rule", "limits", "title"], "There are no rules.", json=json, csv=csv, shown=_limits)


@backup_jobs.command("list")
def list_backup_jobs(
    state: Annotated[str | None, typer.Option(help="Only failed, late, unknown or ok.")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """The back-up jobs of the machines, with their last good run."""
    columns = ["job", "host", "state", "last_good", "last_try", "message"]
    empty = "No jobs. 'schoolwacht-agent backup report' on a machine tells of one."
    print_list("/backup-jobs", columns, empty, json=json, csv=csv, params={"state": state})


@audit.command("list")
def list_audit(json: Json = False, csv: Csv = False) -> None:
    """Who changed what, the newest first."""
    columns = ["at", "who", "action", "subject", "details"]
    print_list("/audit", columns, "Nothing was changed yet.", json=json, csv=csv)


@software.command("list")
def list_software(
    words: Annotated[str | None, typer.Option("--find", help="Only programs with these words in them.")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Every program that some machine has, and on how many."""
    columns = ["number", "name", "publisher", "devices"]
    print_list("/software", columns, "No programs are known.", json=json, csv=csv, params={"q": words})


@software.command()
def installs(
    number: Annotated[int, typer.Argument(help="Number from 'schoolwacht software list'.")],
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Where a program stands."""
    columns = ["host", "site", "room", "version"]
    print_list(f"/software/{number}/installs", columns, "It stands nowhere.", json=json, csv=csv)


def _limits(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"limits": ", ".join(f"{name}={value:g}" for name, value in row["limits"].items())}
