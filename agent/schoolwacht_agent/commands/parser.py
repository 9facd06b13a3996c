"""Which commands there are, which flags they take, and what they mean."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from threading import Event

from schoolwacht_agent import config, settings, version
from schoolwacht_agent.commands import words
from schoolwacht_agent.commands.enrol import enrol
from schoolwacht_agent.commands.run import run

def make_parser():
    parser = argparse.ArgumentParser(prog="schoolwacht-agent")
    parser.add_argument("--home")
    sub = parser.add_subparsers(dest="command", required=True)
    p = sub.add_parser("enrol"); p.add_argument("token"); p.add_argument("--no-wait", action="store_true"); p.add_argument("--json", action="store_true"); p.add_argument("--home", default=argparse.SUPPRESS)
    p = sub.add_parser("run"); p.add_argument("--home", default=argparse.SUPPRESS)
    return parser

def run_command(flags, config, stop):
    voice = words.Voice(config.settings.language, getattr(flags, "json", False))
    if flags.command == "enrol":
        return enrol(config.settings, flags, voice, stop)
    return run(config.settings, voice, stop)
