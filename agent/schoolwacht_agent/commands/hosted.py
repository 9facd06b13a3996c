"""`run --service`: the agent as Windows' service manager starts it. Elsewhere the same as `run`."""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from collections import deque
from collections.abc import Callable
from threading import Event

from schoolwacht_agent.commands.words import FAILED, Voice
from schoolwacht_agent.config import Config


def main(config: Config, flags: argparse.Namespace, voice: Voice, stop: Event) -> int:
    """Returns when the service has ended."""

    def work() -> int:
        run = importlib.import_module("schoolwacht_agent.commands.run")
        code: int = run.main(config, flags, voice, stop)
        return code

    if sys.platform == "win32":
        from schoolwacht_agent.service import hosting

        return hosting.host(lambda: _watched(config, work), stop)
    else:  # noqa: RET505 - the type checker knows branches of a platform, not what follows one
        return work()


class LastWords:
    """Stands for standard output and error, which a service has not; keeps the end of what was said."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._pieces: deque[str] = deque(maxlen=20)

    def write(self, text: str) -> int:
        """Keeps a piece."""
        self._pieces.append(text[-2_000:])
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""

    def __str__(self) -> str:
        return "".join(self._pieces).strip()


if sys.platform == "win32":
    from logging.handlers import RotatingFileHandler

    from schoolwacht_agent import home
    from schoolwacht_agent.platforms.windows import event_source
    from schoolwacht_agent.service import windows

    def _watched(config: Config, work: Callable[[], int]) -> int:
        """Runs the agent; whatever ends it before its time stands in the event log."""
        said = LastWords()
        sys.stdout = sys.stderr = said
        try:
            event_source.register()
            windows.settle()
            _log_to(config)
            code = work()
        except Exception as trouble:
            logging.getLogger(__name__).exception("the agent cannot go on")
            event_source.tell(event_source.FAILED, f"The Schoolwacht agent cannot go on: {trouble}")
            return FAILED
        if code:
            logging.getLogger(__name__).error("ended with code %d. %s", code, said)  # to the event log as well
        return code

    def _log_to(config: Config) -> None:
        """Everything to a small file in the home, what matters to the event log as well."""
        folder = home.prepare(config.settings.home)
        file = RotatingFileHandler(folder / "agent.log", maxBytes=512_000, backupCount=1, encoding="utf-8", delay=True)
        file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        matters = event_source.EventLogHandler(logging.WARNING)
        logging.basicConfig(level=logging.INFO, handlers=[file, matters])
