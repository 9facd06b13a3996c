"""A real collector as a process of its own, on free ports and a home of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START_SECONDS = 30.0


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class StagedCollector:
    """Starts, stops and kills `schoolwacht run`; talks to it by the command line, as a person would."""

    home: Path
    config: str = ""
    judge_every: int = 1
    with_agent: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    console_port: int = field(default_factory=free_port)
    push_port: int = field(default_factory=free_port)
    enrol_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "collector.toml").write_text(
            f"judge_every_seconds = {self.judge_every}\n"
            + self.config
            + f'\n[console]\naddress = "127.0.0.1:{self.console_port}"\n'
            + f'[agents]\npush = "127.0.0.1:{self.push_port}"\nenrol = "127.0.0.1:{self.enrol_port}"\n'
        )

    @property
    def env(self) -> dict[str, str]:
        """The environment of the collector and its command line."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLWACHT_")}
        return kept | {"SCHOOLWACHT_HOME": str(self.home), "PYTHONUNBUFFERED": "1"} | dict(self.environment)

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.home / "run.log"

    def start(self) -> None:
        """Returns once it answers on its socket."""
        words = [sys.executable, "-m", "schoolwacht_collector", "run", "-v"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                words + (["--with-agent"] if self.with_agent else []),
                env=self.env, stdout=log, stderr=log, cwd=self.home, start_new_session=True,
            )  # fmt: skip
        self.starts += 1
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the collector did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def stop(self) -> int:
        """Ctrl-C; gives the exit code."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self.process.wait(20)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL, to the collector alone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`schoolwacht WORDS...`."""
        done = subprocess.run(
            [sys.executable, "-m", "schoolwacht_collector", *words],
            env=self.env, capture_output=True, text=True, cwd=self.home, check=False, timeout=60,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done

    def ask(self, *words: str) -> Any:  # noqa: ANN401 - what json says
        """`schoolwacht WORDS... --json`, parsed."""
        return json.loads(self.command(*words, "--json").stdout)

    def token(self, *words: str) -> str:
        """A joining string."""
        text: str = self.ask("token", "create", *words)["token"]
        return text

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.home / "api.sock"))
            except OSError:
                return False
        return True


@contextlib.contextmanager
def staged_collector(home: Path, **options: Any) -> Iterator[StagedCollector]:  # noqa: ANN401 - fields of StagedCollector
    """A running collector for the length of a block."""
    collector = StagedCollector(home, **options)
    collector.start()
    try:
        yield collector
    finally:
        if collector.process is not None and collector.process.poll() is None:
            collector.stop()
        if collector.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(collector.process.pid, signal.SIGKILL)


def wait_for(what: str, seconds: float, look: Any, every: float = 0.2) -> Any:  # noqa: ANN401 - whatever look gives
    """Calls `look` until it gives something true; says what was waited for when it does not."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(every)
