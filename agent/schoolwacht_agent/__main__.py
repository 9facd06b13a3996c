"""The command line of the agent: `schoolwacht-agent --help` lists what it can be told.

Exit codes are those of sysexits.h where it has one: 0 done, 1 failed, 3 a check found problems, 64 wrong use,
69 collector not reachable, 75 try again later, 77 no permission, 78 wrong configuration or not enrolled.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from threading import Event

from schoolwacht_agent import config
from schoolwacht_agent.commands import words
from schoolwacht_agent.commands.parser import make_parser
from schoolwacht_agent.frugal import leave_openssl_out
from schoolwacht_agent.settings import KEYS, BadConfig


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives the exit code."""
    flags = make_parser().parse_args(arguments)
    try:
        return _run(flags)
    except BadConfig as trouble:
        return _fail(words.BAD_CONFIG, trouble)
    except PermissionError as trouble:
        return _fail(words.NO_PERMISSION, trouble)
    except BrokenPipeError:
        # Whoever read our output has enough; without this, Python complains about it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return words.OK
    except (OSError, ValueError) as trouble:
        return _fail(words.FAILED, trouble)


def _run(flags: argparse.Namespace) -> int:
    given = {name: value for name, value in vars(flags).items() if name in {"config", *KEYS} and value}
    settings = config.load(given)
    voice = words.Voice(settings.settings.language, flags.json)
    if flags.command == "run":
        leave_openssl_out()
    # Each command brings its own libraries: `backup report` must not wait for gRPC to load.
    name = "hosted" if flags.command == "run" and flags.service else flags.command
    command = importlib.import_module(f"schoolwacht_agent.commands.{name}")
    exit_code: int = command.main(settings, flags, voice, _stop_on_signals())
    return exit_code


def _stop_on_signals() -> Event:
    """Set when somebody wants the command to end."""
    stop = Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):  # the last is Ctrl-Break, and a console that closes, on Windows
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    return stop


def _fail(code: int, trouble: Exception) -> int:
    sys.stderr.write(f"schoolwacht-agent: {trouble}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
