"""The agent on Windows for real: its MSI is installed under Wine, the service joins a collector on Linux and reports.

Needs the prefix of tools/build-wine.sh, and Maven, wixl and msitools for the MSI; else it skips and says so.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from e2e.windows_machine import SERVICE, WindowsMachine, built_msi, kept_prefix, windows_machine
from stage.collector import StagedCollector, staged_collector, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.story, pytest.mark.timeout(300)]
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
ALWAYS = "2000-01-01T00:00:00Z"
CONFIG = """\
push_every_seconds = 10
ack_log = 'C:\\share\\acknowledged.jsonl'
[probes.mem]
every = "10s"
"""


@dataclass
class Classroom:
    """One collector, one Windows, and the installer that a coordinator would carry from PC to PC."""

    collector: StagedCollector
    windows: WindowsMachine
    msi: Path

    def device(self) -> dict[str, Any]:
        """The one device, once it was heard of."""
        devices = self.collector.ask("device", "list")
        assert len(devices) <= 1, devices
        return dict(devices[0]) if devices else {}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """What the ledger has of a table."""
        done = self.collector.command("device", "table", self.device()["device_id"], table, "--json", check=False)
        return [row["cells"] for row in json.loads(done.stdout)] if done.returncode == 0 else []

    def points(self, metric: str) -> list[tuple[str, float]]:
        """All points of a metric."""
        found = self.collector.ask("series", "query", metric, "--since", ALWAYS)
        return [(at, value) for one in found for at, value in one["points"]]

    def acknowledged(self) -> list[dict[str, Any]]:
        """The batches that the agent noted as stored."""
        file = self.windows.drive / "share" / "acknowledged.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    kept_prefix()
    folder = tmp_path_factory.mktemp("windows")
    msi = built_msi(folder / "msi")
    often = {"SCHOOLWACHT_AGENTS__PUSH_EVERY_SECONDS": "10"}
    with (
        staged_collector(folder / "collector", environment=often) as collector,
        windows_machine(folder / "prefix") as windows,
    ):
        yield Classroom(collector, windows, msi)


def program(windows: WindowsMachine, root: str, name: str, *more: str) -> None:
    """An entry as an installer leaves it; `more` for `reg add`, such as the 32-bit half of the registry."""
    key = f"{root}\\{UNINSTALL}\\{name}"
    for value, text in (("DisplayName", name), ("DisplayVersion", "1.2.3"), ("Publisher", "Uitgeverij"),
                        ("UninstallString", "C:\\uninstall.exe")):  # fmt: skip
        windows.run("reg", "add", key, "/v", value, "/t", "REG_SZ", "/d", text, "/f", *more)


def install(classroom: Classroom) -> None:
    """What a coordinator does: the MSI, with the token beside it, installed without a question."""
    windows = classroom.windows
    share = windows.drive / "share"
    share.mkdir(exist_ok=True)
    shutil.copyfile(classroom.msi, share / "agent.msi")
    (share / "schoolwacht.token").write_text(classroom.collector.token("--uses", "1"))
    windows.run("msiexec", "/i", "C:\\share\\agent.msi", "/qn", seconds=120)


def measured(batches: list[dict[str, Any]]) -> Iterator[datetime]:
    """When the memory was measured, by the batches."""
    for point in (dict(point) for batch in batches for point in batch["points"]):
        if (point["measurement"], point["field"]) == ("mem", "used"):
            yield datetime.fromtimestamp(point["taken_at_ms"] / 1000, UTC)


def test_the_msi_makes_a_classroom_pc_report_what_it_is(classroom: Classroom) -> None:
    windows = classroom.windows
    (windows.home.parent).mkdir(parents=True)
    (windows.home.parent / "agent.toml").write_text(CONFIG)
    program(windows, "HKLM", "Rekenprogramma 64")
    program(windows, "HKLM", "Taalprogramma 32", "/reg:32")
    program(windows, "HKCU", "Tekenprogramma van iemand")

    install(classroom)

    wait_for("the first contact", 60, lambda: classroom.device().get("last_seen"))
    assert classroom.device()["operating_system"].startswith("Windows")
    assert windows.state() == "RUNNING"
    assert windows.agent("service", "status").stdout.strip() == "active"
    for metric in ("mem.total", "cpu.usage_active", "disk.used_percent"):
        wait_for(metric, 60, lambda metric=metric: classroom.points(metric))
    assert {row["name"] for row in classroom.rows("os")} == {"Windows"}
    wanted = {("Rekenprogramma 64", "machine"), ("Taalprogramma 32", "machine"), ("Tekenprogramma van iemand", "user")}
    wait_for("software", 90, lambda: wanted <= {(row["name"], row.get("scope")) for row in classroom.rows("software")})
    # The token is used up, and nothing chooses another collector from that folder later.
    assert windows.run(
        "reg", "query", "HKLM\\SOFTWARE\\Schoolwacht\\Agent", "/v", "InstalledFrom", check=False
    ).returncode


def test_a_kill_of_the_service_loses_nothing(classroom: Classroom) -> None:
    windows = classroom.windows
    wait_for("acknowledged batches", 60, lambda: len(classroom.acknowledged()) >= 2)
    device, before = classroom.device()["device_id"], classroom.acknowledged()
    number = windows.service_process()
    assert number is not None

    os.kill(number, signal.SIGKILL)
    wait_for("its end", 20, lambda: windows.service_process() is None)
    # Windows sees the end and starts the service again. Wine 8 may not see it for minutes, so it gets a power cut too.
    windows.close()
    windows.stay_open()
    if windows.state() != "RUNNING":
        windows.run("sc", "start", SERVICE, check=False)
    wait_for("the service", 60, lambda: windows.state() == "RUNNING", every=1)

    wait_for("more batches", 60, lambda: len(classroom.acknowledged()) >= len(before) + 2)
    assert classroom.device()["device_id"] == device
    batches = classroom.acknowledged()
    assert batches[: len(before)] == before
    for spool_id in {batch["spool_id"] for batch in batches}:
        sequences = {batch["sequence"] for batch in batches if batch["spool_id"] == spool_id}
        assert sequences == set(range(min(sequences), max(sequences) + 1)), "a batch between two others was lost"
    stored = {datetime.fromisoformat(at) for at, _ in classroom.points("mem.used")}
    assert len(stored) >= 3
    assert set(measured(batches)) <= stored, "what was acknowledged is stored"


def test_the_service_stops_within_seconds_and_says_so(classroom: Classroom) -> None:
    windows = classroom.windows
    windows.run("sc", "stop", SERVICE)
    wait_for("the end", 15, lambda: windows.state() == "STOPPED", every=0.5)
    assert windows.service_process() is None
    assert windows.agent("service", "status", check=False).stdout.strip() == "inactive"


def test_others_who_may_write_in_the_home_are_named_and_the_agent_refuses(classroom: Classroom) -> None:
    windows = classroom.windows
    windows.home.chmod(0o777)

    refused = windows.agent("run", check=False)

    windows.home.chmod(0o700)
    assert refused.returncode == 77
    assert "others may write in C:\\ProgramData\\Schoolwacht\\agent" in refused.stderr
    assert "icacls" in refused.stderr


def test_a_second_installation_is_an_upgrade_that_stays_the_same_device(classroom: Classroom) -> None:
    windows = classroom.windows
    before, seen = classroom.device()["device_id"], classroom.device()["last_seen"]

    windows.run("msiexec", "/i", "C:\\share\\agent.msi", "REINSTALL=ALL", "REINSTALLMODE=vamus", "/qn", seconds=120)
    if windows.state() != "RUNNING":
        windows.run("sc", "start", SERVICE)

    wait_for("a contact", 60, lambda: classroom.device()["last_seen"] > seen)
    assert classroom.device()["device_id"] == before


def test_removal_leaves_nothing(classroom: Classroom) -> None:
    windows = classroom.windows

    windows.run("msiexec", "/x", "C:\\share\\agent.msi", "/qn", seconds=120)

    assert windows.state() == ""
    assert not windows.home.parent.exists()
    assert windows.run("reg", "query", "HKLM\\SOFTWARE\\Schoolwacht", check=False).returncode != 0
    left = [str(path) for path in (windows.drive / "Program Files" / "Schoolwacht Agent").rglob("*") if path.is_file()]
    assert left == []
