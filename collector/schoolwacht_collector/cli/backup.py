"""schoolwacht backup, and schoolwacht restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from schoolwacht_collector.cli.client import SOCKET, call, listening
from schoolwacht_collector.cli.options import Json, Yes
from schoolwacht_collector.cli.output import CANNOT_CREATE, TRY_AGAIN, as_json, problems
from schoolwacht_collector.config import home_of

_PATIENCE = 2 * 3600.0
"""Seconds. As long as the collector itself lets one take."""


def add_to(application: typer.Typer) -> None:
    """Adds these commands."""
    application.command("backup")(backup)
    application.command("restore")(restore)


def backup(
    to: Annotated[Path | None, typer.Option(help="Folder to write to; by default the one of collector.toml.")] = None,
    json: Json = False,
) -> None:
    """Writes a back-up of Schoolwacht itself, while it runs, and reads it back to check it."""
    from schoolwacht_collector.cli.running import log_to_stderr

    log_to_stderr(verbose=False)  # with no collector running, this process does the collector's work
    with problems():
        wanted = {"folder": str(to.absolute()) if to else None}
        done = call(home_of(), "POST", "/backups", json=wanted, timeout=_PATIENCE)
        if json:
            as_json(done)
        else:
            print(f"{done['file']}  ({done['bytes'] / 1e6:.1f} MB, {done['devices']} devices)")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `schoolwacht backup` made.")],
    only_check: Annotated[bool, typer.Option("--check", help="Only see whether the file is sound.")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Puts a back-up back in SCHOOLWACHT_HOME. What was there is set aside beside it, not thrown away."""
    from schoolwacht_collector.adapters.backup import BadArchive, CannotRestore, check
    from schoolwacht_collector.adapters.backup import restore as put_back
    from schoolwacht_collector.app import utc_now

    home = home_of()
    try:
        manifest = check(file)
    except BadArchive as flaw:
        _end(str(flaw), CANNOT_CREATE)
    about = {"created_at": manifest.created_at, "devices": manifest.devices, "series": manifest.series}
    if only_check:
        _say(json, about, f"{file} is sound: {manifest.devices} devices, made {manifest.created_at[:16]}")
        return
    if listening(home / SOCKET):
        _end("a collector runs in this home; stop it first, then restore", TRY_AGAIN)
    if home.exists() and any(home.iterdir()) and not yes:
        typer.confirm(f"Put back {manifest.created_at[:16]} in {home}? What is there is set aside.", abort=True)
    try:
        done = put_back(file, home, utc_now())
    except CannotRestore as flaw:
        _end(str(flaw), CANNOT_CREATE)
    aside = str(done.set_aside) if done.set_aside else None
    sentence = f"{home} is as it was {manifest.created_at[:16]}." + (f" What was there is in {aside}." if aside else "")
    _say(json, {**about, "home": str(home), "set_aside": aside}, sentence)


def _say(json: bool, content: dict[str, object], sentence: str) -> None:
    if json:
        as_json(content)
    else:
        print(sentence)


def _end(sentence: str, code: int) -> NoReturn:
    typer.echo(f"schoolwacht: {sentence}", err=True)
    raise typer.Exit(code)
