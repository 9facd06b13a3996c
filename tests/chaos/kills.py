"""Kills a real agent, collector and InfluxDB at random moments: nothing acknowledged may be lost or doubled.

Beside the real agent a crowd of simulated ones pushes all the time. The oracle is each one's own log of acknowledged
samples, fsynced before a batch is forgotten, read by a process that is never killed. When all is well again, every
sample in it must be in the store exactly once, with the same value, and nothing else may be there; and a sample
measured after the last kill must arrive.
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from e2e.influxd import Influxd, InfluxServer
from schoolwacht_agent import probes
from schoolwacht_collector.adapters.tag_text import clean_tag
from stage.agent import StagedAgent
from stage.collector import StagedCollector, wait_for
from stage.crowd import Crowd

SampleKey = tuple[str, str, str, tuple[tuple[str, str], ...], int]
"""Device, measurement, field, the agent's own tags, moment in ms."""
Samples = dict[SampleKey, float]
COLLECTOR_TAGS = {"host", "site", "room", "device_id"}
QUICK = "".join(
    f'[probes.{name}]\nevery = "10s"\n'
    for name in ("cpu", "mem", "swap", "system", "disk", "diskio", "net", "agent_self")
)
SILENT = "".join(f"[probes.{name}]\nenabled = false\n" for name in probes.load())


@dataclass
class Report:
    """What one run did and found."""

    kills: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    stored: int = 0
    lost: list[SampleKey] = field(default_factory=list)
    changed: list[SampleKey] = field(default_factory=list)
    unknown: list[SampleKey] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def well(self) -> bool:
        """Whether every promise was kept, on a run that proves something."""
        return bool(self.acknowledged) and not (self.lost or self.changed or self.unknown)

    def text(self) -> str:
        """One line for people."""
        kills = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        return (
            f"kills: {kills}; acknowledged {self.acknowledged} samples, stored {self.stored}; lost {len(self.lost)}, "
            f"changed {len(self.changed)}, unknown {len(self.unknown)}; {self.seconds:.0f} s"
        )


class Stage:
    """The real parts, and how each is killed and started again."""

    def __init__(self, folder: Path, influxd: Influxd | None, server: InfluxServer | None, crowd: Crowd) -> None:
        self.crowd = crowd
        self.influxd, self.server = influxd, server
        self.bucket = server.new_bucket() if server else ""
        config = ""
        if server:
            config = (
                f'[influxdb]\nurl = "{server.url}"\norg = "{server.org}"\nbucket = "{self.bucket}"\n'
                f'token = "{server.token}"\n'
            )
        self.collector = StagedCollector(folder / "home", config=config)
        self.agent = StagedAgent(folder / "agent", {"SCHOOLWACHT_AGENT_ACK_LOG": str(folder / "acknowledged.jsonl")})
        self.ack_log = folder / "acknowledged.jsonl"

    def begin(self) -> None:
        """Everything runs, and the first samples were acknowledged."""
        self.collector.start()
        self.agent.home.mkdir(mode=0o700)
        (self.agent.home / "agent.toml").write_text(QUICK)
        self.agent.command("enrol", self.collector.token())
        self.agent.start()
        if self.crowd.devices:
            self.crowd.start(self.collector)
            wait_for("every machine of the crowd", 120, lambda: self.crowd.heard() >= self.crowd.devices, every=1)
        wait_for("the first acknowledged samples", 30, lambda: self.ack_log.exists() and self.of_the_agent())

    def victims(self) -> Mapping[str, tuple[Callable[[], None], Callable[[], None]]]:
        """Each part with how it is killed and how it starts again."""
        parts: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
            "agent": (self.agent.kill, self.agent.start),
            "collector": (self.collector.kill, self.collector.start),
        }
        if self.influxd:
            parts["influxdb"] = (self.influxd.kill, self.influxd.start)
        return parts

    def acknowledged(self) -> Samples:
        """What the oracles know."""
        samples = self.of_the_agent()
        for line in self.crowd.lines():
            samples.update(_samples(line, ""))
        return samples

    def batches(self) -> int:
        """How many batches were acknowledged, of all machines."""
        return len(self.crowd.lines()) + len(self.ack_log.read_text().splitlines())

    def of_the_agent(self) -> Samples:
        """What the real agent's log says."""
        device_id = json.loads((self.agent.home / "identity.json").read_text())["device_id"]
        samples: Samples = {}
        for line in self.ack_log.read_text().splitlines():
            samples.update(_samples(line, device_id))
        return samples

    def settle(self) -> None:
        """Lets the agent deliver what it has, without measuring anything new, and the collector drain."""
        before = len(self.of_the_agent())
        wait_for("a fresh sample after the last kill", 60, lambda: len(self.of_the_agent()) > before)
        if self.crowd.devices:
            lines = len(self.crowd.lines())
            wait_for("the crowd after the last kill", 120, lambda: len(self.crowd.lines()) > lines + 50, every=1)
            self.crowd.stop()
        self.agent.stop()
        (self.agent.home / "agent.toml").write_text(SILENT)
        self.agent.start()
        wait_for("an empty spool", 90, lambda: self._waiting_batches() == 0, every=0.5)
        self.agent.stop()
        wait_for("an empty inbox", 60, self._inbox_empty, every=0.5)

    def _waiting_batches(self) -> int:
        done = self.agent.command("status", "--json", check=False)
        found = json.loads(done.stdout)
        return int(found["waiting_batches"]) if found["last_contact"] and found["last_contact"]["well"] else -1

    def _inbox_empty(self) -> bool:
        checks = {check["name"]: check["detail"] for check in json.loads(self._doctor())}
        return str(checks["inbox"]).startswith("0 ")

    def _doctor(self) -> str:
        return self.collector.command("doctor", "--json", check=False).stdout

    def stored(self) -> Samples:
        """What the store holds, past our own adapters. Raises AssertionError when something is there twice."""
        found: Samples = {}
        for key, value in self._influxdb() if self.server else self._embedded():
            assert key not in found, f"twice: {key}"
            found[key] = value
        return found

    def _influxdb(self) -> Iterator[tuple[SampleKey, float]]:
        assert self.server is not None
        for shown in self.server.query(self.bucket, "SHOW MEASUREMENTS"):
            for (measurement,) in shown["values"]:
                if measurement == "alert":
                    continue
                for series in self.server.query(self.bucket, f'SELECT * FROM "{measurement}" GROUP BY *'):
                    tags = tuple(sorted((k, v) for k, v in series["tags"].items() if v and k not in COLLECTOR_TAGS))
                    device_id = series["tags"]["device_id"]
                    for at, *values in series["values"]:
                        for name, value in zip(series["columns"][1:], values, strict=True):
                            if value is not None:
                                yield (device_id, measurement, name, tags, at), value

    def _embedded(self) -> Iterator[tuple[SampleKey, float]]:
        """Reads the file itself; the format is documented in series_sqlite.py."""
        import struct

        connection = sqlite3.connect(f"file:{self.collector.home / 'series.db'}?mode=ro", uri=True)
        try:
            shapes = {number: json.loads(text) for number, text in connection.execute(DICTIONARIES)}
            for device_id, at, dictionary, cells in connection.execute(FRAMES):
                numbers = iter(struct.unpack(f"<{len(cells) // 8}q", cells))
                for measurement, tags, fields, decimals in shapes[dictionary]:
                    for name, digits in zip(fields, decimals, strict=True):
                        key = (device_id, measurement, name, tuple(sorted((k, v) for k, v in tags)), at)
                        yield key, next(numbers) / 10**digits
        finally:
            connection.close()


DICTIONARIES = "SELECT id, shapes FROM dictionaries"
FRAMES = """
SELECT devices.device_id, frames.at, frames.dictionary, frames.cells
FROM frames JOIN devices ON devices.id = frames.device
"""


def _samples(line: str, device_id: str) -> Iterator[tuple[SampleKey, float]]:
    """The samples of one acknowledged batch. A crowd's line names its device itself."""
    said = json.loads(line)
    device = said.get("device_id", device_id)
    for point in said["points"]:
        tags = tuple(sorted((name, clean_tag(text)) for name, text in point["tags"].items()))
        key = (device, point["measurement"], point["field"], tags, point["taken_at_ms"])
        yield key, point["number"] / 10 ** point["decimals"]


@contextmanager
def staged(folder: Path, *, on_influxdb: bool, crowd: int) -> Iterator[Stage]:
    """The parts for the length of a block; whatever happens, no process of ours is left."""
    influxd = Influxd(folder / "influxd") if on_influxdb else None
    server = influxd.__enter__() if influxd else None
    stage = Stage(folder, influxd, server, Crowd(folder / "crowd", crowd))
    try:
        stage.begin()
        yield stage
    finally:
        stage.crowd.kill()
        for part in (stage.agent, stage.collector):
            if part.process is not None and part.process.poll() is None:
                part.kill()
        if influxd:
            influxd.__exit__(None, None, None)


def run(
    folder: Path,
    kills: int,
    seed: int,
    *,
    on_influxdb: bool,
    crowd: int,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Kills so many times, lets everything come to rest, and compares."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    report, begun = Report(), time.monotonic()
    with staged(folder, on_influxdb=on_influxdb, crowd=crowd) as stage:
        victims = stage.victims()
        order = [name for name in victims for _ in range(-(-kills // len(victims)))][:kills]
        chance.shuffle(order)
        for number, name in enumerate(order, start=1):
            time.sleep(chance.uniform(0.1, 3.0))
            kill, start = victims[name]
            kill()
            time.sleep(chance.uniform(0.0, 1.0))
            start()
            report.kills[name] = report.kills.get(name, 0) + 1
            say(f"kill {number} of {kills}: {name}; batches acknowledged so far {stage.batches()}")
        stage.settle()
        expected, found = stage.acknowledged(), stage.stored()
    report.acknowledged, report.stored = len(expected), len(found)
    report.lost = [key for key in expected if key not in found]
    report.changed = [key for key in expected if key in found and found[key] != expected[key]]
    report.unknown = [key for key in found if key not in expected]
    report.seconds = time.monotonic() - begun
    return report
