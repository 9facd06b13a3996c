"""The agent's own files, disk and clock go wrong: it says so, goes on where it can, and the collector hears of it.

What a spool can suffer is tried in depth in tests/agent/spool; here the real process is started on it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from e2e.test_faults_collector import bound_by_rights, damage, fill
from schoolwacht_agent import probes, surveys
from schoolwacht_collector.adapters.ledger_sql.readers import Readers
from schoolwacht_collector.cli.client import call, listed
from stage.agent import StagedAgent
from stage.collector import StagedCollector, staged_collector, wait_for

pytestmark = pytest.mark.e2e
FEW = "".join(
    f'[probes.{name}]\nevery = "10s"\n' if name in {"mem", "backups"} else f"[probes.{name}]\nenabled = false\n"
    for name in [*probes.load(), *surveys.names()]
)


@dataclass
class FaultyAgent(StagedAgent):
    """An agent with its output outside its home, to whom the rights of files apply also when root runs the tests."""

    @property
    def log(self) -> Path:
        return self.home.with_name(f"{self.home.name}.log")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*bound_by_rights(), sys.executable, "-m", "schoolwacht_agent", "--home", str(self.home), "run"],
                env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def device_id(self) -> str:
        found: str = json.loads((self.home / "identity.json").read_text())["device_id"]
        return found

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


@contextmanager
def faulty_agent(home: Path, token: str, environment: Mapping[str, str] | None = None) -> Iterator[FaultyAgent]:
    """Enrolled, with few and quick probes, and not started yet."""
    agent = FaultyAgent(home)
    agent.home.mkdir(mode=0o700)
    (agent.home / "agent.toml").write_text(FEW)
    agent.command("enrol", token)
    agent.environment = environment or {}
    try:
        yield agent
    finally:
        agent.end()


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedCollector]:
    often = {"SCHOOLWACHT_AGENTS__PUSH_EVERY_SECONDS": "10"}
    with staged_collector(tmp_path_factory.mktemp("faults") / "home", environment=often) as running:
        yield running


@pytest.fixture(scope="module")
def token(collector: StagedCollector) -> str:
    return collector.token("--uses", "50")


def told(collector: StagedCollector, device_id: str, name: str) -> list[Mapping[str, str]]:
    """What events of one kind the ledger has of a device."""
    ledger = Readers(collector.home / "ledger.db")
    try:
        found = ledger.read(lambda books: books.facts.events(device_id, 100))
    finally:
        ledger.close()
    return [event.attributes for event in found if event.name == name]


def moments(collector: StagedCollector, device_id: str) -> list[datetime]:
    """When the store believes this device measured its memory."""
    asked = {
        "metric": "mem.used",
        "device": device_id,
        "since": "1999-01-01T00:00:00Z",
        "until": "2100-01-01T00:00:00Z",
    }
    found = listed(collector.home, "/series", asked)
    return [datetime.fromisoformat(at) for one in found for at, _ in one["points"]]


def device(collector: StagedCollector, device_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = call(collector.home, "GET", f"/devices/{device_id}")
    return shown


# -------------------------------------------------------------------------------------------------------------- spool


def test_a_spool_that_cannot_be_used_is_set_aside_and_the_collector_hears_of_it(
    collector: StagedCollector, token: str, tmp_path: Path
) -> None:
    kinds = ("scribbled over", "cut short", "another file", "read-only", "empty")
    with ExitStack() as running:
        agents = {kind: running.enter_context(faulty_agent(tmp_path / kind.replace(" ", "-"), token)) for kind in kinds}
        first = agents["empty"]
        first.start()
        wait_for("a first measurement", 30, lambda: moments(collector, first.device_id))
        first.stop()
        for kind, agent in agents.items():
            spool = agent.home / "spool.db"
            if agent is not first:
                shutil.copyfile(first.home / "spool.db", spool)
            if kind == "read-only":
                spool.chmod(0o400)
            elif kind != "empty":
                damage(spool, kind)
        (first.home / "spool.db").write_bytes(b"")
        before = len(moments(collector, first.device_id))
        for agent in agents.values():
            agent.start()
        wait_for("the empty one measures on", 30, lambda: len(moments(collector, first.device_id)) > before)
        for kind, agent in agents.items():
            if kind == "empty":
                continue
            wait_for(f"a measurement of the one with {kind}", 30, lambda a=agent: moments(collector, a.device_id))
            assert (agent.home / "spool.db.corrupt-1").exists(), kind
            (event,) = wait_for(
                f"the event of {kind}", 20, lambda a=agent: told(collector, a.device_id, "spool_set_aside")
            )
            assert event["file"] == "spool.db.corrupt-1"
        assert not (first.home / "spool.db.corrupt-1").exists()


# ----------------------------------------------------------------------------------------------------------- identity


@pytest.mark.parametrize("rest", ["", '{"device_id": "x"}'])
def test_a_broken_identity_ends_the_agent_with_a_sentence_and_a_token_mends_it(
    collector: StagedCollector, token: str, tmp_path: Path, rest: str
) -> None:
    with faulty_agent(tmp_path / "agent", token) as agent:
        (agent.home / "identity.json").write_text(rest)
        ended = agent.command("run", check=False)
        assert ended.returncode == 78, ended.stderr
        assert "identity.json cannot be read; enrol this machine again" in ended.stderr
        assert "Traceback" not in ended.stderr
        agent.command("enrol", token)
        assert device(collector, agent.device_id)["state"] == "active"


def test_with_a_broken_key_the_agent_measures_on_says_what_to_do_and_a_token_mends_it(
    collector: StagedCollector, token: str, tmp_path: Path
) -> None:
    with faulty_agent(tmp_path / "agent", token) as agent:
        file = agent.home / "identity.json"
        said = json.loads(file.read_text())
        file.write_text(json.dumps(said | {"key": said["key"][:60] + "broken\n"}))
        agent.start()
        wait_for("a sentence with what to do", 15, lambda: "enrol" in agent.log.read_text())
        seen = agent.command("doctor", check=False)
        assert seen.returncode == 3
        assert "enrol" in seen.stdout
        begun = datetime.now(UTC)
        agent.command("enrol", token)
        wait_for("what it measured meanwhile", 15, lambda: moments(collector, agent.device_id))
        assert min(moments(collector, agent.device_id)) < begun


def test_a_machine_that_still_has_its_certificate_stays_the_same_device(token: str, tmp_path: Path) -> None:
    with faulty_agent(tmp_path / "agent", token) as agent:
        before = agent.device_id
        (agent.home / "pending.json").write_text('{"key": "half of')
        agent.command("enrol", token)
        assert agent.device_id == before


# ---------------------------------------------------------------------------------------------------------- disk full


@pytest.fixture
def small_volume(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip(
            "a small volume of its own needs root; without it tests/agent/spool tries a disk that takes nothing"
        )
    mount = tmp_path / "volume"
    mount.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(mount)], check=True)
    try:
        yield mount
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=True)


@pytest.mark.root
def test_with_a_full_disk_measurements_go_on_and_facts_follow_when_there_is_room(
    collector: StagedCollector, token: str, small_volume: Path
) -> None:
    with faulty_agent(small_volume / "agent", token) as agent:
        agent.start()
        wait_for("a first measurement", 30, lambda: moments(collector, agent.device_id))
        drop = agent.home / "drop"
        agent.command("backup", "report", "--job", "boekhouding", "--failed")
        assert list(drop.iterdir())
        filler = fill(small_volume)
        filled = datetime.now(UTC)
        wait_for("a measurement with a full disk", 25, lambda: max(moments(collector, agent.device_id)) > filled)
        filler.unlink()
        wait_for("the report", 25, lambda: told(collector, agent.device_id, "backup_report"))
        assert len(told(collector, agent.device_id, "backup_report")) == 1
        assert agent.stop() == 0
    assert "Traceback" not in agent.log.read_text()


# -------------------------------------------------------------------------------------------------------------- clock


@pytest.fixture(scope="session")
def false_clock() -> str:
    """libfaketime, installed where that is possible."""
    places = Path("/usr/lib"), Path("/usr/local/lib")
    found = [file for place in places for file in place.glob("**/libfaketime.so.1")]
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-q"], check=False, timeout=120, capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-q", "faketime"], check=False, timeout=120, capture_output=True)
        found = [file for place in places for file in place.glob("**/libfaketime.so.1")]
    if not found:
        assert not (os.environ.get("CI") and os.geteuid() == 0), "libfaketime could not be installed"
        pytest.skip("a machine with a wrong clock needs libfaketime (Debian: apt-get install faketime)")
    return str(found[0])


def clock(library: str, rule: Path) -> dict[str, str]:
    """The environment of a process whose wall clock follows a file."""
    return {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(rule),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


@pytest.mark.parametrize(
    ("said", "behind"), [("+3600", timedelta(hours=-1)), ("@2000-01-02 03:04:05", timedelta(days=9000))]
)
def test_what_a_machine_with_a_wrong_clock_measures_gets_the_collectors_time(
    collector: StagedCollector, token: str, tmp_path: Path, false_clock: str, said: str, behind: timedelta
) -> None:
    rule = tmp_path / "clock"
    rule.write_text(f"{said}\n")
    with faulty_agent(tmp_path / "agent", token, clock(false_clock, rule)) as agent:
        agent.start()
        begun = datetime.now(UTC)
        found = wait_for("a measurement", 30, lambda: moments(collector, agent.device_id))
        assert all(abs(at - begun) < timedelta(minutes=1) for at in found)
        seen = json.loads(agent.command("doctor", "--json", check=False).stdout)
        (time,) = [one for one in seen if one["check"] == "time"]
        assert time["state"] == "warn"
        assert ("-" in time["found"]) == (behind < timedelta())


def test_a_clock_that_is_set_while_the_agent_runs_is_told_and_stops_nothing(
    collector: StagedCollector, token: str, tmp_path: Path, false_clock: str
) -> None:
    rule = tmp_path / "clock"
    rule.write_text("+0\n")
    with faulty_agent(tmp_path / "agent", token, clock(false_clock, rule)) as agent:
        agent.start()
        begun = datetime.now(UTC)
        wait_for("a first measurement", 30, lambda: moments(collector, agent.device_id))
        rule.write_text("-3600\n")
        wait_for("the event", 15, lambda: told(collector, agent.device_id, "clock_jumped"))
        set_back = datetime.now(UTC)
        found = wait_for(
            "a measurement afterwards", 20,
            lambda: [at for at in moments(collector, agent.device_id) if at > set_back],
        )  # fmt: skip
        assert all(at < datetime.now(UTC) + timedelta(minutes=1) for at in found)
        assert min(moments(collector, agent.device_id)) > begun - timedelta(minutes=1)
        (event,) = told(collector, agent.device_id, "clock_jumped")
        assert abs(int(event["seconds"]) + 3600) < 10
