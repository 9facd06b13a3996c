"""schoolwacht limit ..."""

from __future__ import annotations

from typing import Annotated

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json
from schoolwacht_collector.cli.output import problems
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="Limits of rules: what they are, and where they are otherwise.", no_args_is_help=True)
Rule = Annotated[str, typer.Argument(help="For example disk_full.")]
Name = Annotated[str, typer.Argument(help="For example warning_percent.")]
Scope = Annotated[str, typer.Argument(help="site, room, class or device.")]
Target = Annotated[str, typer.Argument(help="Which site, room, class or device id.")]


@commands.command("list")
def list_limits(json: Json = False, csv: Csv = False) -> None:
    """What is otherwise somewhere; 'schoolwacht rule list' shows the limits as they are everywhere."""
    columns = ["rule", "name", "scope", "target", "value"]
    print_list("/limits", columns, "Nothing is otherwise anywhere.", json=json, csv=csv)


@commands.command("set")
def set_limit(
    rule: Rule,
    name: Name,
    scope: Scope,
    target: Target,
    value: Annotated[float, typer.Argument(help="A number; times in seconds.")],
) -> None:
    """Makes a limit otherwise for one place."""
    _put(rule, name, scope, target, value)


@commands.command()
def clear(rule: Rule, name: Name, scope: Scope, target: Target) -> None:
    """Takes that back."""
    _put(rule, name, scope, target, None)


def _put(rule: str, name: str, scope: str, target: str, value: float | None) -> None:
    body = {"rule": rule, "name": name, "scope": scope, "target": target, "value": value}
    with problems():
        call(home_of(), "PUT", "/limits", json=body)
        print(f"{rule} {name}, {scope} {target}: {'as everywhere' if value is None else format(value, 'g')}")
