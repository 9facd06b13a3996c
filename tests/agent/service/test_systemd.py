from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.service import systemd, unit


def test_installing_writes_the_unit_before_it_starts_it(tmp_path: Path) -> None:
    steps = [str(step) for step in systemd.installing(tmp_path, tmp_path / "drop", tmp_path)]
    assert steps[0] == "$ groupadd --system --force schoolwacht-backup"
    assert steps[1] == f"$ install -d -o root -g schoolwacht-backup -m 1730 {tmp_path / 'drop'}"
    assert f"# {tmp_path / unit.NAME}" in steps[2]
    assert [step.split()[2] for step in steps[3:]] == ["daemon-reload", "enable", "restart"]


def test_uninstalling_keeps_the_identity(tmp_path: Path) -> None:
    steps = systemd.uninstalling(tmp_path)
    assert steps[0].command[:3] == ("systemctl", "disable", "--now")
    assert [step.path for step in steps if step.path] == [tmp_path / unit.NAME]


def test_without_root_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(PermissionError, match="sudo"):
        systemd.carry_out([])


def test_a_step_that_fails_stops_the_rest_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(systemd.ServiceTrouble, match=r"false"):
        systemd._command(("false",))
    with pytest.raises(systemd.ServiceTrouble, match="no-such-program"):
        systemd._command((str(tmp_path / "no-such-program"),))
