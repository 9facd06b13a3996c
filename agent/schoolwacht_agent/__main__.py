"""The command line of the agent: `schoolwacht-agent --help` lists what it can be told.

Exit codes are those of sysexits.h where it has one: 0 done, 1 failed, 3 a check found problems, 64 wrong use,
69 collector not reachable, 75 try again later, 77 no permission, 78 wrong configuration or not enrolled.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from threading import Event

from schoolwacht_agent import config
from schoolwacht_agent.commands import words
from schoolwacht_agent.commands.parser import make_parser, run_command
from schoolwacht_agent.settings import BadConfig


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives the exit code."""
    flags = make_parser().parse_args(arguments)
    try:
        settings = config.load({name: value for name, value in vars(flags).items() if isinstance(value, str)})
        return run_command(flags, settings, stop_on_signals())
    except BadConfig as trouble:
        return _fail(words.BAD_CONFIG, trouble)
    except KeyboardInterrupt:
        return words.OK
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return words.FAILED


def _fail(code: int, trouble: Exception) -> int:
    sys.stderr.write(f"schoolwacht-agent: {trouble}\n")
    return code


def stop_on_signals() -> Event:
    """Set when somebody wants the agent to end."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


if __name__ == "__main__":
    sys.exit(main())
