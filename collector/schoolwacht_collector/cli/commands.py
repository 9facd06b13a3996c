"""Puts the commands together."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from schoolwacht_collector.cli import (
    alerts,
    api_tokens,
    backup,
    check,
    config,
    demo,
    devices,
    influxdb,
    licences,
    limits,
    registers,
    rooms,
    running,
    series,
    service,
    tokens,
    users,
)
from schoolwacht_collector.cli.owner import act_as_owner
from schoolwacht_collector.config import home_of

application = typer.Typer(
    name="schoolwacht",
    help="Schoolwacht's collector: takes in what agents report, judges it, and tells people.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (running, check, backup, demo):
    part.add_to(application)
for noun, module in {
    "config": config,
    "service": service,
    "device": devices,
    "token": tokens,
    "alert": alerts,
    "licence": licences,
    "series": series,
    "user": users,
    "limit": limits,
    "influxdb": influxdb,
    "room": rooms,
    "api-token": api_tokens,
}.items():
    application.add_typer(module.commands, name=noun)
for noun, commands in {
    "rule": registers.rules,
    "backup-job": registers.backup_jobs,
    "software": registers.software,
    "audit": registers.audit,
}.items():
    application.add_typer(commands, name=noun)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"schoolwacht {version('schoolwacht')}")
        raise typer.Exit


_AS_WHO_ASKS = {"service", "restore", "demo"}
"""Commands that stay who they are: they make what has no owner yet."""


@application.callback()
def everywhere(
    context: typer.Context,
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the release.")] = False,
) -> None:
    """Schoolwacht's collector: takes in what agents report, judges it, and tells people."""
    if context.invoked_subcommand not in _AS_WHO_ASKS:
        act_as_owner(home_of())
