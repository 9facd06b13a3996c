"""A real agent as a process of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class StagedAgent:
    """Enrols, starts, stops and kills `schoolwacht-agent run`."""

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def env(self) -> dict[str, str]:
        """The environment of the agent."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLWACHT_")}
        return kept | {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "1"} | dict(self.environment)

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.home / "agent.log"

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`schoolwacht-agent WORDS...`."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        done = subprocess.run(
            [sys.executable, "-m", "schoolwacht_agent", "--home", str(self.home), *words],
            env=self.env, capture_output=True, text=True, check=False, timeout=90,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done

    def start(self) -> None:
        """Runs in the background."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "schoolwacht_agent", "--home", str(self.home), "run"],
                env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def stop(self) -> int:
        """SIGTERM; gives the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(15)

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)


@contextlib.contextmanager
def staged_agent(home: Path, token: str, environment: Mapping[str, str] | None = None) -> Iterator[StagedAgent]:
    """An enrolled, running agent for the length of a block."""
    agent = StagedAgent(home, environment or {})
    agent.command("enrol", token)
    agent.start()
    try:
        yield agent
    finally:
        if agent.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(agent.process.pid, signal.SIGKILL)
            agent.process.wait(10)
