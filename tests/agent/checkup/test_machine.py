from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.spooling import frame, open_spool
from schoolwacht_agent import probes
from schoolwacht_agent.checkup.finding import Finding, Said
from schoolwacht_agent.checkup.machine import _drop_folder, machine, smartctl
from schoolwacht_agent.clock import milliseconds
from schoolwacht_agent.only_one import Hold
from schoolwacht_agent.orders import ProbeOrder
from schoolwacht_agent.platforms import programs
from schoolwacht_agent.probe import Probe, Surroundings
from schoolwacht_agent.settings import Settings
from schoolwacht_agent.spool.limits import Limits

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No probe looks at the machine of the tests, unless a test brings its own."""
    monkeypatch.setattr(probes, "load", dict)


def settings(folder: Path, **changes: object) -> Settings:
    made = Settings(folder, "en", folder / "drop", spool=Limits(reserve_bytes=0))
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Settings


def found(folder: Path, **changes: object) -> dict[str, Finding]:
    return {one.check: one for one in machine(settings(folder, **changes), NOW)}


def test_a_machine_before_its_agent_runs_has_notices_and_nothing_wrong(tmp_path: Path) -> None:
    assert {check: one.state.value for check, one in found(tmp_path).items() if check != "smartctl"} == {
        "rights": "ok", "disk": "ok", "drop folder": "warn", "agent": "warn", "spool": "ok", "probes": "ok",
    }  # fmt: skip


def test_an_agent_that_runs_is_seen(tmp_path: Path) -> None:
    hold = Hold(tmp_path)
    assert found(tmp_path)["agent"].said is Said.AGENT_RUNS
    hold.release()


def test_a_disk_that_is_short(tmp_path: Path) -> None:
    short = Limits(reserve_bytes=2**62, reserve_percent=100)
    assert found(tmp_path, spool=short)["disk"].said is Said.DISK_SHORT


@pytest.mark.parametrize(("mode", "said"), [(0o700, Said.DROP_GOOD), (0o1730, Said.DROP_GOOD), (0o777, Said.DROP_OPEN)])
def test_a_drop_folder_that_everybody_may_write_is_told(tmp_path: Path, mode: int, said: Said) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    folder.chmod(mode)
    assert _drop_folder(folder).said is said


def test_a_file_instead_of_a_drop_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert _drop_folder(tmp_path / "file" / "drop").said is Said.DROP_CLOSED


def test_a_spool_that_nobody_can_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "spool.db").write_bytes(b"no database at all, but longer than a header" * 100)
    assert found(tmp_path)["spool"].said is Said.SPOOL_BROKEN


def test_what_waits_too_long_is_told(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    at = milliseconds(NOW - timedelta(hours=2))
    spool.append(at, [frame(at)])
    spool.close()
    waits = found(tmp_path)["spool"]
    assert (waits.said, waits.values["batches"]) == (Said.SPOOL_OLD, 1)


def test_a_probe_that_fails_is_named_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Surroundings) -> list[object]:
        raise RuntimeError("no such sensor")

    odd = Probe("odd", timedelta(minutes=1), (), fails)  # type: ignore[arg-type]  # it never gives anything
    monkeypatch.setattr(probes, "load", lambda: {"odd": odd})
    failing = found(tmp_path)["probes"]
    assert (failing.state.value, failing.values["flaws"]) == ("bad", "odd: RuntimeError: no such sensor")
    assert found(tmp_path, probes={"odd": ProbeOrder(enabled=False)})["probes"].state.value == "ok"


def disk(blocks: Path, name: str) -> None:
    (blocks / name / "device").mkdir(parents=True)
    (blocks / name / "size").write_text("1953525168")


def test_a_disk_whose_health_nobody_can_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk(tmp_path, "sda")
    monkeypatch.setattr(programs, "find", lambda _: None)
    assert smartctl(tmp_path).said is Said.SMARTCTL_MISSING
    monkeypatch.setattr(programs, "find", lambda _: Path("/usr/sbin/smartctl"))
    assert smartctl(tmp_path).said is Said.SMARTCTL_GOOD


@pytest.mark.parametrize("name", ["vda", "mmcblk0"])
def test_disks_that_smartctl_does_not_read_need_none(tmp_path: Path, name: str) -> None:
    disk(tmp_path, name)
    assert smartctl(tmp_path).said is Said.SMARTCTL_NOT_NEEDED
