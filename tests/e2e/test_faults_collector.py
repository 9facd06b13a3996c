"""The collector's own files and disk go wrong: it says so, sets aside what is broken, and keeps what it acknowledged.

What a file can suffer is tried in depth in tests/collector/adapters (test_check, test_full_disk, test_series_file);
here the real process is started on it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest

from schoolwacht_protos.v1 import ingest_pb2 as pb
from stage.collector import StagedCollector, staged_collector, wait_for
from stage.raw_agent import MEM, STORED, RawAgent, doctor, frame, joined, now_ms

pytestmark = pytest.mark.e2e
WITHOUT_OVERRIDE = ("--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")


def run(collector: StagedCollector, *, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """`schoolwacht run` that is expected to end by itself."""
    return subprocess.run(
        [*before, sys.executable, "-m", "schoolwacht_collector", "run"],
        env=collector.env, capture_output=True, text=True, cwd=collector.home, check=False, timeout=30,
    )  # fmt: skip


def bound_by_rights() -> Sequence[str]:
    """What goes before a command so that the rights of files hold for root as well."""
    return ("setpriv", *WITHOUT_OVERRIDE) if os.geteuid() == 0 else ()


@dataclass
class BoundCollector(StagedCollector):
    """A collector to whom the rights of files apply also when root runs the tests."""

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*bound_by_rights(), sys.executable, "-m", "schoolwacht_collector", "run"],
                env=self.env, stdout=log, stderr=log, cwd=self.home, start_new_session=True,
            )  # fmt: skip
        wait_for("the collector", 30, self._answers)


def a_used_home(folder: Path) -> StagedCollector:
    """A collector that was in use, and was stopped in order."""
    with staged_collector(folder) as collector, joined(collector, collector.token()) as agent:
        agent.push(frame(MEM, 11), dictionaries=[MEM])
        wait_for("the number in the series", 10, lambda: agent.has(11))
    return collector


@pytest.fixture(scope="module")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_used_home(tmp_path_factory.mktemp("used") / "home").home


@pytest.fixture
def collector(used_home: Path, tmp_path: Path) -> Iterator[StagedCollector]:
    """A stopped collector on a copy of the used home."""
    subprocess.run(["cp", "-a", str(used_home), str(tmp_path / "home")], check=True)
    again = StagedCollector(tmp_path / "home")
    yield again
    if again.process is not None and again.process.poll() is None:
        again.stop()


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "scribbled over":
        path.write_bytes(content[:100] + os.urandom(len(content) - 100))
    elif how == "cut short":
        os.truncate(path, len(content) // 2 + 100)
    else:
        path.write_bytes(b"this was never a database" * 400)


# ----------------------------------------------------------------------------------------------------- files at start


@pytest.mark.parametrize("how", ["scribbled over", "cut short"])
def test_broken_stores_are_set_aside_whole_and_new_ones_begin(collector: StagedCollector, how: str) -> None:
    names = ("ledger.db", "series.db")
    for name in names:
        damage(collector.home / name, how)
    kept = {name: (collector.home / name).read_bytes() for name in names}
    collector.start()
    for name in names:
        assert (collector.home / f"{name}.corrupt-1").read_bytes() == kept[name]
    told = collector.command("doctor", check=False)
    assert told.returncode == 3
    assert all(f"{name}.corrupt-1" in told.stdout for name in names)
    with joined(collector, collector.token()) as agent:
        assert agent.push(frame(MEM, 12), dictionaries=[MEM])[0].outcome == STORED
        wait_for("the new number", 10, lambda: agent.has(12))


def test_a_ledger_that_may_not_be_written_is_a_sentence_and_stays_where_it_is(collector: StagedCollector) -> None:
    ledger = collector.home / "ledger.db"
    ledger.chmod(0o400)
    before = ledger.read_bytes()
    ended = run(collector, before=bound_by_rights())
    assert ended.returncode == 73, ended.stderr
    assert "ledger.db" in ended.stderr
    assert "right to read and write" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ledger.read_bytes() == before


def test_a_command_on_a_home_that_is_held_or_broken_is_a_sentence(collector: StagedCollector) -> None:
    with (collector.home / "ledger.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = collector.command("device", "list", check=False)
    (collector.home / "pki" / "agents.key").write_bytes(b"nonsense")
    broken = collector.command("device", "list", check=False)
    assert (held.returncode, broken.returncode) == (75, 1)
    assert "Stop it first" in held.stderr
    assert "agents.key" in broken.stderr
    assert "Traceback" not in held.stderr + broken.stderr


def test_series_that_may_not_be_written_are_told_and_wait_until_they_may(collector: StagedCollector) -> None:
    (collector.home / "series.db").chmod(0o400)
    bound = BoundCollector(collector.home)
    bound.start()
    try:
        with joined(bound, bound.token()) as agent:
            assert agent.push(frame(MEM, 12), dictionaries=[MEM])[0].outcome == STORED
            series = doctor(bound)["series"]
            assert series["state"] == "bad", series
            assert "right to write" in series["detail"]
            for file in collector.home.glob("series.db*"):  # SQLite gives its helpers the rights of the file
                file.chmod(0o600)
            wait_for("the number that waited", 10, lambda: agent.has(12))
    finally:
        bound.stop()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe\x00rubbish", "config defaults"),
        (b"[influxdb]\nurl = 'nowhere'\n", "influxdb.url"),
    ],
)
def test_a_configuration_nobody_can_use_names_the_file_and_what_is_wrong(
    collector: StagedCollector, content: bytes, told: str
) -> None:
    (collector.home / "collector.toml").write_bytes(content)
    ended = run(collector)
    assert ended.returncode == 78, ended.stderr
    assert "collector.toml" in ended.stderr
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_configuration_that_may_not_be_read_is_a_sentence(collector: StagedCollector) -> None:
    (collector.home / "collector.toml").chmod(0)
    ended = run(collector, before=bound_by_rights())
    assert ended.returncode in {77, 78}, ended.stderr
    assert "collector.toml cannot be read" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_broken_authority_is_a_sentence_and_nothing_is_founded_in_its_place(collector: StagedCollector) -> None:
    """A new authority would lock every machine out, so that a person has to decide."""
    key = collector.home / "pki" / "agents.key"
    key.write_bytes(b"-----BEGIN NONSENSE-----\n")
    ended = run(collector)
    assert ended.returncode == 73, ended.stderr
    assert "agents.key" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert key.read_bytes() == b"-----BEGIN NONSENSE-----\n"


def test_a_token_that_has_expired_is_refused_in_words(collector: StagedCollector) -> None:
    collector.start()
    token = collector.token()
    collector.stop()
    with closing(sqlite3.connect(collector.home / "ledger.db")) as ledger, ledger:
        ledger.execute("UPDATE tokens SET expires_at_ms = ?", (now_ms() - 1000,))
    collector.start()
    with pytest.raises(grpc.RpcError) as refused:
        RawAgent(collector, token)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert "expired; make a new one" in str(refused.value.details())


# ------------------------------------------------------------------------------------------------------------ disk full


@dataclass
class OnSmallVolume(StagedCollector):
    """A collector whose home may run full, with its output elsewhere."""

    @property
    def log(self) -> Path:
        return self.home.parent.parent / "run.log"


@pytest.fixture
def small_volume(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("a small volume of its own needs root; without it tests/collector/adapters tries a limited file")
    mount = tmp_path / "volume"
    mount.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(mount)], check=True)
    try:
        yield mount
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=True)


def fill(volume: Path) -> Path:
    """Takes every byte there is."""
    filler = volume / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


@pytest.mark.root
def test_with_a_full_disk_batches_wait_and_nothing_acknowledged_is_lost(small_volume: Path) -> None:
    collector = OnSmallVolume(small_volume / "home")
    collector.start()
    try:
        with joined(collector, collector.token()) as agent:
            acknowledged = [(11, now_ms())]
            assert agent.push(frame(MEM, 11, at=acknowledged[0][1]), dictionaries=[MEM])[0].outcome == STORED
            filler = fill(small_volume)
            waiting = []
            for number in range(12, 112):
                at = now_ms()
                batch = agent.batch(frame(MEM, number, at=at))
                (answer,) = agent.send(batch).answers
                if answer.outcome == STORED:
                    acknowledged.append((number, at))
                    continue
                assert answer.outcome == pb.BatchAnswer.LATER
                assert "full" in answer.reason
                waiting.append((number, at, batch))
            assert waiting, "the disk never was full"
            checks = doctor(collector)
            assert checks["disk"]["state"] == "bad"
            assert "make room" in checks["disk"]["remedy"]

            filler.unlink()
            for number, at, batch in waiting:
                (answer,) = agent.send(batch).answers
                assert answer.outcome == STORED
                acknowledged.append((number, at))
            wait_for("every number", 15, lambda: stored(agent) == sorted(number for number, _ in acknowledged))
    finally:
        assert collector.stop() == 0
    assert "Traceback" not in collector.log.read_text()


@pytest.mark.root
def test_no_room_for_a_first_start_is_a_sentence(small_volume: Path) -> None:
    collector = OnSmallVolume(small_volume / "home")
    fill(small_volume)
    ended = run(collector)
    assert ended.returncode == 73, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "space" in ended.stderr.lower()


def stored(agent: RawAgent) -> list[float]:
    return sorted(value for _, values in agent.points("mem.used") for value in values)
