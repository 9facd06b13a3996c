"""Back up, destroy the home, restore elsewhere: machines go on, and nothing acknowledged before is missing.

Real processes throughout: a collector, a real agent and a crowd of simulated machines. The oracle is each one's own log
of acknowledged samples, as in tests/chaos.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from chaos.kills import QUICK, Samples, Stage
from schoolwacht_collector.adapters.backup import check
from schoolwacht_collector.adapters.tag_text import clean_tag
from stage.collector import StagedCollector, staged_collector, wait_for
from stage.crowd import Crowd
from stage.enrolling import enrolled

pytestmark = pytest.mark.e2e
MACHINES = 20
PUSHERS = Path(__file__).resolve().parents[1] / "load" / "pushers.py"


@contextlib.contextmanager
def a_school(folder: Path) -> Iterator[Stage]:
    """A collector, an agent and a crowd that all report; every process is gone afterwards."""
    stage = Stage(folder, None, None, Crowd(folder / "crowd", MACHINES, every=5.0))
    stage.agent.home.mkdir(mode=0o700)
    (stage.agent.home / "agent.toml").write_text("push_every_seconds = 10\n" + QUICK)
    try:
        stage.collector.start()
        stage.agent.command("enrol", stage.collector.token())
        stage.agent.start()
        stage.crowd.start(stage.collector)
        wait_for("every machine of the crowd", 90, lambda: stage.crowd.heard() >= MACHINES, every=0.5)
        wait_for("the agent", 60, lambda: stage.ack_log.exists() and stage.of_the_agent())
        yield stage
    finally:
        stage.crowd.kill()
        if stage.agent.process is not None and stage.agent.process.poll() is None:
            stage.agent.kill()
        end(stage.collector)


def end(collector: StagedCollector) -> None:
    """Stops it if it runs, and whatever of it is left."""
    if collector.process is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(collector.process.pid, signal.SIGKILL)
        collector.process.wait(10)


def as_kept(samples: Samples) -> Samples:
    """The same samples with tags as stores keep them: of `C:\\` the backslash goes, see adapters/tag_text.py."""
    return {
        (device, measurement, name, tuple((key, clean_tag(text)) for key, text in tags), at): value
        for (device, measurement, name, tags, at), value in samples.items()
    }


def by_device(samples: Samples) -> dict[str, int]:
    """The newest moment of each device."""
    newest: dict[str, int] = {}
    for key in samples:
        newest[key[0]] = max(newest.get(key[0], 0), key[4])
    return newest


def known(collector: StagedCollector) -> dict[str, Any]:
    """What a person would miss."""
    devices = {(one["device_id"], one["host"], one["state"], one["room"]) for one in collector.ask("device", "list")}
    return {
        "devices": devices,
        "licences": [(one["title"], one["seats"]) for one in collector.ask("licence", "list")],
        "users": [(one["name"], one["role"]) for one in collector.ask("user", "list")],
        "limits": collector.ask("limit", "list"),
        "ca": (collector.home / "pki" / "servers.crt").read_bytes(),
        "ca key": (collector.home / "pki" / "agents.key").read_bytes(),
    }


@pytest.mark.timeout(420)
def test_everything_comes_back_elsewhere_and_machines_go_on_by_themselves(tmp_path: Path) -> None:
    outside = tmp_path / "another disk"
    with a_school(tmp_path) as stage:
        old = stage.collector
        old.command("licence", "add", "Paint Ten", "--seats", "12", check=False)
        old.command("user", "add", "els", "--role", "admin")
        old.command("limit", "set", "disk_full", "warning_percent", "room", "07", "80")
        acked_before, begun = as_kept(stage.acknowledged()), time.monotonic()
        made = old.ask("backup", "--to", str(outside))
        took = time.monotonic() - begun
        before = known(old)
        alerts = {one["rule"] for one in old.ask("alert", "list")}
        assert made["devices"] == MACHINES + 1
        old.stop()
        shutil.rmtree(old.home)

        stage.collector = new = StagedCollector(
            tmp_path / "elsewhere", console_port=old.console_port, push_port=old.push_port, enrol_port=old.enrol_port
        )
        shutil.rmtree(new.home)  # an empty machine: even the configuration comes out of the back-up
        begun = time.monotonic()
        done = put_back(new.home, Path(made["file"]))
        restored = time.monotonic() - begun
        assert done.returncode == 0, done.stderr
        at_restore = by_device(stage.acknowledged())
        new.start()
        begun = time.monotonic()
        wait_for(
            "something new from every machine", 150,
            lambda: all(at > at_restore.get(one, 0) for one, at in by_device(stage.acknowledged()).items()), every=1,
        )  # fmt: skip
        again = time.monotonic() - begun
        assert known(new) == before
        assert {one["rule"] for one in new.ask("alert", "list")} >= alerts
        stage.settle()
        found = stage.stored()
        missing = [key for key in acked_before if found.get(key) != acked_before[key]]
        assert missing == [], told(missing, found, new)
        since = [key for key in as_kept(stage.acknowledged()) if key[4] > max(at_restore.values())]
        assert [key for key in since if key not in found] == [], (
            "what is acknowledged after the restore is kept as well"
        )
        assert len(new.ask("device", "list")) == MACHINES + 1
    sys.stderr.write(
        f"\n{made['devices']} machines, {len(acked_before)} samples acknowledged before: "
        f"back-up of {made['bytes'] / 1e6:.2f} MB in {took:.1f} s, restored in {restored:.1f} s, "
        f"all heard again after {again:.0f} s, missing {len(missing)}\n"
    )


def told(missing: list[Any], found: Samples, collector: StagedCollector) -> str:
    """Whose samples are missing, of when, and what the collector says of itself."""
    when = sorted({(key[0], key[4]) for key in missing})
    changed = sum(key in found for key in missing)
    doctor = collector.command("doctor", check=False).stdout
    return f"{len(missing)} samples, {changed} of them changed, of {when[:20]}\n{doctor}"


def put_back(home: Path, file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`schoolwacht restore FILE` for a home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLWACHT_")}
    return subprocess.run(
        [sys.executable, "-m", "schoolwacht_collector", "restore", str(file), *words],
        env=kept | {"SCHOOLWACHT_HOME": str(home)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_running_collector_is_never_restored_under_its_feet(tmp_path: Path) -> None:
    with staged_collector(tmp_path / "home") as collector:
        file = Path(collector.ask("backup", "--to", str(tmp_path / "out"))["file"])
        done = collector.command("restore", str(file), "--yes", check=False)
        assert (done.returncode, "stop it first" in done.stderr) == (75, True)
        assert collector.ask("device", "list") == []
        collector.command("user", "add", "later")
        collector.stop()
        done = collector.command("restore", str(file), "--yes")
        assert "What was there is in" in done.stdout
        collector.start()
        assert [one["name"] for one in collector.ask("user", "list")] != ["later"]
        (aside,) = collector.home.glob("before-restore-*")
        assert (aside / "ledger.db").exists()


def test_no_collector_starts_on_half_a_home(tmp_path: Path) -> None:
    collector = StagedCollector(tmp_path / "home")
    (collector.home / ".restore-unfinished").touch()
    done = collector.command("run", check=False)
    assert done.returncode == 73
    assert "Run `schoolwacht restore FILE` again" in done.stderr
    assert not (collector.home / "ledger.db").exists()


def test_pushes_go_on_at_full_speed_while_a_back_up_is_made(tmp_path: Path) -> None:
    with staged_collector(tmp_path / "home", judge_every=60) as collector:
        pairs = tmp_path / "pairs.json"
        made = [enrolled(collector)[0].pem for _ in range(MACHINES)]
        pairs.write_text(json.dumps([{"key": key.decode(), "certificate": cert.decode()} for key, cert in made]))
        with ThreadPoolExecutor(1) as pool:
            pushing = pool.submit(push, collector, pairs, 30.0)
            time.sleep(4)  # so long it takes to connect and to fill the stores a little
            sizes = [collector.ask("backup", "--to", str(tmp_path / f"{n}"))["bytes"] for n in range(3)]
            still = not pushing.done()
            found = pushing.result()
    sys.stderr.write(
        f"\n{sizes[-1] / 1e6:.1f} MB back-ups beside {found['calls']} pushes, p99 {found['p99_ms']:.0f} ms\n"
    )
    assert still, "the back-ups were made while machines pushed"
    assert found["batches"] == found["calls"], "no push failed"
    assert found["p99_ms"] < 2_000


def push(collector: StagedCollector, pairs: Path, seconds: float) -> dict[str, float]:
    """Many machines, as fast as the collector takes it."""
    words = [str(collector.push_port), str(collector.home / "pki"), str(seconds), str(pairs), "1"]
    done = subprocess.run([sys.executable, PUSHERS, *words], capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("victim", ["collector", "second process", "command line"])
def test_a_kill_of_anybody_while_a_back_up_is_made_leaves_no_half_file(tmp_path: Path, victim: str) -> None:
    collector = StagedCollector(tmp_path / "home")
    folder = tmp_path / "out"
    collector.start()
    try:
        for moment in range(4):
            command = subprocess.Popen(
                [sys.executable, "-m", "schoolwacht_collector", "backup", "--to", str(folder)],
                env=collector.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            wait_for("a back-up that has begun", 30, lambda: any(folder.glob(".making-*")), every=0.002)
            time.sleep(0.004 * moment)
            kill(collector, command, victim)
            command.wait(60)
            if victim == "collector":
                collector.start()
            for path in folder.glob("*.tar.gz"):
                assert check(path).devices == 0
        wait_for(
            "a good one", 60, lambda: collector.command("backup", "--to", str(folder), check=False).returncode == 0
        )
        assert not list(folder.glob(".making-*"))
    finally:
        end(collector)


def kill(collector: StagedCollector, command: subprocess.Popen[bytes], victim: str) -> None:
    """SIGKILL to one of the three."""
    assert collector.process is not None
    if victim == "collector":
        collector.kill()
    elif victim == "command line":
        command.kill()
    else:
        for child in psutil.Process(collector.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
