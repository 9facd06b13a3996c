"""Puts the commands together."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from schoolwacht_collector.cli import alerts, check, devices, licences, limits, running, series, tokens, users

application = typer.Typer(
    name="schoolwacht",
    help="Schoolwacht's collector: takes in what agents report, judges it, and tells people.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (running, check):
    part.add_to(application)
for noun, module in {
    "device": devices,
    "token": tokens,
    "alert": alerts,
    "licence": licences,
    "series": series,
    "user": users,
    "limit": limits,
}.items():
    application.add_typer(module.commands, name=noun)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"schoolwacht {version('schoolwacht')}")
        raise typer.Exit


@application.callback()
def everywhere(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the release.")] = False,
) -> None:
    """Schoolwacht's collector: takes in what agents report, judges it, and tells people."""
