"""A crowd of simulated machines beside the real one: a process of its own, joined with tokens for their rooms."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_collector.cli.client import call
from schoolwacht_simulator.school import plan_school
from stage.collector import StagedCollector


@dataclass
class Crowd:
    """So many machines, each measuring every so many seconds. `ack_log` tells what the collector acknowledged."""

    folder: Path
    devices: int = 200
    every: float = 10.0
    seed: int = 7
    process: subprocess.Popen[bytes] | None = None

    @property
    def ack_log(self) -> Path:
        """One line for each batch that was acknowledged, with the device it is of."""
        return self.folder / "acknowledged.jsonl"

    def start(self, collector: StagedCollector) -> None:
        """Joins and runs, in the background."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tokens = self.folder / "tokens.json"
        if not tokens.exists():
            tokens.write_text(json.dumps(self._tokens(collector)))
        words = {
            "--push": f"127.0.0.1:{collector.push_port}", "--tokens": tokens, "--devices": self.devices,
            "--seed": self.seed, "--every": self.every, "--home": self.folder, "--ack-log": self.ack_log,
        }  # fmt: skip
        with (self.folder / "crowd.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "schoolwacht_simulator", "run"]
                + [str(word) for pair in words.items() for word in pair],
                stdout=log, stderr=log, env=dict(os.environ), start_new_session=True,
            )  # fmt: skip

    def stop(self) -> None:
        """SIGTERM: everything that waits is handed over, then it ends."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def kill(self) -> None:
        """SIGKILL."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def heard(self) -> int:
        """How many different machines have had something acknowledged."""
        return len({json.loads(line)["device_id"] for line in self.lines()})

    def lines(self) -> list[str]:
        """The acknowledgements so far; a line that is being written is left out."""
        if not self.ack_log.exists():
            return []
        return self.ack_log.read_text(encoding="utf-8").split("\n")[:-1]

    def _tokens(self, collector: StagedCollector) -> dict[str, str]:
        school = plan_school(self.devices, self.seed, datetime(2026, 9, 7, tzinfo=UTC))
        made = {}
        for place in school.places:
            wanted = {
                "site": place.site, "room": place.room, "device_class": place.device_class,
                "uses": min(1000, 2 * place.count), "expires_seconds": 86_400,
            }  # fmt: skip
            made[place.name] = call(collector.home, "POST", "/tokens", json=wanted)["token"]
        return made


@contextlib.contextmanager
def crowd(folder: Path, collector: StagedCollector, devices: int, every: float = 10.0) -> Iterator[Crowd]:
    """A running crowd for the length of a block."""
    made = Crowd(folder, devices, every)
    made.start(collector)
    try:
        yield made
    finally:
        made.kill()
