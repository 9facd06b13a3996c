"""schoolwacht doctor, and schoolwacht config ..."""

from __future__ import annotations

import typer

from schoolwacht_collector.cli.client import call
from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import FOUND_PROBLEMS, as_json, coloured, problems
from schoolwacht_collector.config import EXAMPLE, BadConfig, home_of, load
from schoolwacht_collector.ports import Busy

config = typer.Typer(help="The configuration.", no_args_is_help=True)

_MASK = "***"


def add_to(application: typer.Typer) -> None:
    """Adds these commands."""
    application.command("doctor")(doctor)
    application.add_typer(config, name="config")


def doctor(json: Json = False) -> None:
    """Looks at every part and says what to do where something is wrong."""
    with problems():
        checks = call(home_of(), "GET", "/doctor")
        if json:
            as_json(checks)
        else:
            for check in checks:
                print(f"{coloured(check['state']):<8}{check['name']:<14}{check['detail']}")
                if check["remedy"]:
                    print(f"{'':<22}{check['remedy']}")
        if any(check["state"] == "bad" for check in checks):
            raise typer.Exit(FOUND_PROBLEMS)


@config.command("check")
def check_config() -> None:
    """Reads the configuration and says what is wrong with it."""
    from schoolwacht_collector.notifiers import NotifySettings, make_notifiers

    with problems():
        config_read = load(home_of())
        for notifier in make_notifiers(NotifySettings(config_read.notify.urls)).values():
            try:
                getattr(notifier, "check", lambda: None)()
            except Busy as flaw:
                raise BadConfig(f"{home_of() / 'collector.toml'}: {flaw}") from flaw
        print(f"{home_of() / 'collector.toml'}: in order")


@config.command("show")
def show_config(json: Json = False) -> None:
    """The configuration as it works, secrets masked."""
    with problems():
        content = load(home_of()).model_dump(mode="json")
        if content["influxdb"] and content["influxdb"]["token"]:
            content["influxdb"]["token"] = _MASK
        content["notify"]["urls"] = [url.split("://")[0] + "://" + _MASK for url in content["notify"]["urls"]]
        if json:
            as_json(content)
        else:
            for name, value in content.items():
                print(f"{name:<22}{value}")


@config.command("defaults")
def show_defaults() -> None:
    """A configuration file with every setting explained."""
    print(EXAMPLE, end="")
