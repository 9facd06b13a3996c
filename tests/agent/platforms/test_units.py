"""Services that should run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.units import Service, active, enabled, look, troubled

STOPPED = {
    "Id": "cups.service",
    "LoadState": "loaded",
    "ActiveState": "inactive",
    "UnitFileState": "enabled",
    "Type": "notify",
    "Result": "success",
    "ConditionResult": "yes",
    "TriggeredBy": "",
    "RemainAfterExit": "no",
    "ActiveEnterTimestampMonotonic": "81231",
}


def shown(*units: dict[str, str]) -> str:
    return "\n\n".join("\n".join(f"{name}={value}" for name, value in unit.items()) for unit in units)


def test_a_failed_service_is_told_with_its_reason() -> None:
    unit = STOPPED | {"Id": "backup.service", "ActiveState": "failed", "Result": "exit-code", "UnitFileState": "static"}

    assert list(troubled(shown(unit))) == [Service("backup", "failed", "exit-code")]


def test_for_whom_a_template_was_started_stays_here() -> None:
    units = (STOPPED | {"Id": f"mail@{who}.service", "ActiveState": "failed"} for who in ("jan.peeters", "an"))

    assert list(troubled(shown(*units))) == [Service("mail@", "failed", None)]


def test_an_enabled_service_that_went_away_is_stopped() -> None:
    assert list(troubled(shown(STOPPED))) == [Service("cups", "stopped", None)]


@pytest.mark.parametrize(
    "change",
    [
        {"ActiveState": "active"},
        {"UnitFileState": "disabled"},
        {"TriggeredBy": "cups.socket"},
        {"ConditionResult": "no"},
        {"Type": "oneshot"},
        {"ActiveEnterTimestampMonotonic": "0"},
        {"LoadState": "masked"},
    ],
)
def test_a_service_that_need_not_be_there_is_well(change: dict[str, str]) -> None:
    assert not list(troubled(shown(STOPPED | change)))


def test_systemd_is_asked_and_may_not_be_there(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer):
        look([tmp_path])
    program = tmp_path / "systemctl"
    program.write_text("#!/bin/sh\nprintf 'Id=a.service\\nActiveState=failed\\nResult=timeout\\n'\n")
    program.chmod(0o755)
    assert look([tmp_path]) == [Service("a", "failed", "timeout")]


def test_what_runs_has_processes_in_its_group(tmp_path: Path) -> None:
    for name, numbers in (("xrdp", "12\n"), ("idle", "")):
        group = tmp_path / f"sys/fs/cgroup/system.slice/{name}.service"
        group.mkdir(parents=True)
        (group / "cgroup.procs").write_text(numbers)
    wants = tmp_path / "etc/systemd/system/multi-user.target.wants"
    wants.mkdir(parents=True)
    (wants / "cron.service").touch()

    assert active(tmp_path) == {"xrdp"}
    assert enabled(tmp_path) == {"cron"}


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    list(troubled(text))
    assert all("/" not in one.name for one in troubled(f"Id={text}\nActiveState=failed\n"))
