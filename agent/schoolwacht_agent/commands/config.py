"""`config check|show|defaults`: the settings of this machine, and where each of them comes from."""

from __future__ import annotations

import argparse
import dataclasses
from threading import Event

from schoolwacht_agent import probes, surveys
from schoolwacht_agent.commands.words import OK, Voice
from schoolwacht_agent.config import Config
from schoolwacht_agent.settings import DEFAULTS, check_known


def main(config: Config, flags: argparse.Namespace, voice: Voice, _stop: Event) -> int:
    """Does one of the three. A configuration that cannot be used never gets here: its error is the answer."""
    if flags.action == "defaults":
        voice.show(DEFAULTS.rstrip())
        return OK
    _check_probes(config)
    if flags.action == "check":
        voice.tell("config_good")
        return OK
    settings = dataclasses.asdict(config.settings)
    if voice.as_json:
        voice.data({name: {"value": value, "origin": _origin(config, name)} for name, value in settings.items()})
    else:
        voice.table([(f"{name} = {_written(value)}", f"# {_origin(config, name)}") for name, value in settings.items()])
    return OK


def _origin(config: Config, name: str) -> str:
    return config.origins.get(name, "default")


def _written(value: object) -> str:
    if isinstance(value, tuple | dict | list):
        return str(list(value)) if not isinstance(value, dict) else str(value)
    return f'"{value}"' if value is not None and not isinstance(value, int | float) else str(value)


def _check_probes(config: Config) -> None:
    known = [*probes.load(), *surveys.names()]
    for name in config.settings.probes:
        check_known(name, known, f"{config.origins['probes']}: probes")
