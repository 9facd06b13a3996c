"""schoolwacht config: checks the configuration, shows it with the origin of each value, explains every setting."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from schoolwacht_collector.cli.client import SOCKET, listening
from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import as_json, problems
from schoolwacht_collector.config import EXAMPLE, BadConfig, Config, config_files, home_of, load
from schoolwacht_collector.config.settings import Setting, settings

commands = typer.Typer(help="The configuration.", no_args_is_help=True)


@commands.command("check")
def check(quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all is well.")] = False) -> None:
    """Reads the configuration, looks whether it could work here, and says what would not. Ends with 78 then."""
    home = home_of()
    with problems():
        config = load(home)
        found = [*_notify(config), *_files(config), *_home(config), *_ports(config)]
        if found:
            raise BadConfig("\n".join(found))
        if not quiet:
            read = [str(path) for path in config_files(home) if path.exists()]
            print(f"{' and '.join(read)}: in order" if read else f"no file in {home}: everything has its default")


@commands.command("show")
def show(json: Json = False) -> None:
    """Every value as it works, and where it comes from; passwords only as ***."""
    with problems():
        found = settings(home_of())
        if json:
            as_json([asdict(one) for one in found])
            return
        width = max(len(_name(one)) for one in found)
        for one in found:
            place = f"{one.origin}  {one.place}" if one.place else one.origin
            print(f"{_name(one):<{width}}  {_text(one.value):<30}  {place}")


@commands.command("defaults")
def defaults() -> None:
    """A configuration file with every setting explained."""
    print(EXAMPLE, end="")


def _name(setting: Setting) -> str:
    return f"{setting.section}.{setting.key}" if setting.section else setting.key


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "-"
    return "-" if value in {None, ""} else str(value).lower() if isinstance(value, bool) else str(value)


def _notify(config: Config) -> Iterator[str]:
    from schoolwacht_collector.entrypoints.checks.work import unreadable
    from schoolwacht_collector.notifiers import NotifySettings, make_notifiers

    for flaw in unreadable(make_notifiers(NotifySettings(config.notify.urls))):
        yield f"{config.home / 'collector.toml'}: {flaw}"


def _files(config: Config) -> Iterator[str]:
    """Whether what the configuration names is there and fits."""
    from schoolwacht_collector.entrypoints.https import Files, UnusableCertificate, try_out

    if config.influxdb is not None:
        try:
            config.influxdb.secret()
        except BadConfig as flaw:
            yield str(flaw)
    given = config.given_certificate()
    if given is not None:
        try:
            try_out(Files(*given))
        except UnusableCertificate as flaw:
            yield f"console.certificate: {flaw}"


def _home(config: Config) -> Iterator[str]:
    for setting, folder in (("SCHOOLWACHT_HOME", config.home), ("backup.folder", config.backup_folder())):
        there = _nearest(folder)
        if not there.is_dir():
            yield f"{setting}: {there} is not a folder; choose another"
        elif not os.access(there, os.W_OK | os.X_OK):
            yield f"{setting}: {there} cannot be written by this user; run this as its owner, or choose another folder"


def _nearest(folder: Path) -> Path:
    """The folder, or the one above it in which it would be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _ports(config: Config) -> Iterator[str]:
    """Whether the doors could be opened; while a collector of this home runs, they are its own."""
    from schoolwacht_collector.entrypoints.checks.doors import is_free

    doors = config.doors()
    for setting, address in doors.items():
        same = [other for other in doors if other < setting and doors[other] == address]
        if same:
            yield f"{setting} and {same[0]} are both {address}; give each a port of its own"
    if not listening(config.home / SOCKET):
        for setting, address in doors.items():
            if why := is_free(address):
                yield f"{setting}: cannot listen on {address} ({why}); stop what has that port, or set another one"
