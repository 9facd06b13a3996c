from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schoolwacht_collector.cli import application, service, service_unit
from schoolwacht_collector.cli.service import ServiceTrouble, check, installing, uninstalling
from schoolwacht_collector.config.reading import service_environment, service_home

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy" / "systemd"
HIGHEST_EXPOSURE = 3.0

needs_analyze = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


def analyze(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / service_unit.NAME
    path.write_text(service_unit.text([sys.executable, "-I", "-m", "schoolwacht_collector"]))
    return subprocess.run(["systemd-analyze", *words, path], capture_output=True, text=True, check=False)


@needs_analyze
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    done = analyze(tmp_path, "verify", "--man=no")
    assert service_unit.NAME not in done.stderr, done.stderr


@needs_analyze
def test_the_service_is_hardened_as_far_as_it_goes(tmp_path: Path) -> None:
    done = analyze(tmp_path, "security", "--offline=true")
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found is not None, done.stdout + done.stderr
    print(found[0])  # noqa: T201 - the figure is what this test is for
    assert float(found[1]) <= HIGHEST_EXPOSURE


def test_the_files_for_packages_are_the_same() -> None:
    assert (DEPLOY / service_unit.NAME).read_text() == service_unit.text(["/usr/bin/schoolwacht"])
    assert (DEPLOY / "schoolwacht.sysusers.conf").read_text() == service_unit.sysusers()


def test_the_command_line_finds_the_home_in_the_unit(tmp_path: Path) -> None:
    home = Path("/srv/my school/50% $HOME")
    unit = tmp_path / service_unit.NAME
    unit.write_text(service_unit.text(["/opt/my tools/python"], home, "wacht"))
    assert service_home(unit) == home
    assert service_environment(unit)["SCHOOLWACHT_CONFIG"] == str(service_unit.CONFIG)
    text = unit.read_text()
    assert "ExecStart='/opt/my tools/python' run --service" in text
    assert "User=wacht" in text
    assert "ReadWritePaths='/srv/my school/50%% $HOME'" in text


def test_a_home_in_var_lib_is_systemd_s_to_make_and_a_folder_for_back_ups_may_be_away() -> None:
    text = service_unit.text(["x"], Path("/var/lib/wacht"), also=[Path("/mnt/nas")])
    assert "StateDirectory=wacht\nStateDirectoryMode=0700\nReadWritePaths=-/mnt/nas\n" in text


def test_installing_makes_the_user_then_the_home_then_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    steps = [str(step) for step in installing(["/opt/p"], Path("/srv/x"), "wacht-test")]
    assert steps[0].startswith("$ useradd --system --user-group")
    assert steps[0].endswith("--home-dir /srv/x wacht-test")
    assert "$ install -d -o wacht-test -g wacht-test -m 0700 /srv/x" in steps
    assert [step.split()[2] for step in steps if step.startswith("$ systemctl")] == [
        "daemon-reload",
        "enable",
        "restart",
    ]


def test_systemd_makes_the_user_where_it_can_and_an_old_one_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/systemd-sysusers")
    steps = [str(step) for step in installing(["/opt/p"], Path("/srv/x"), "wacht-test")]
    assert steps[0] == '# /etc/sysusers.d/schoolwacht.conf\nu wacht-test - "Schoolwacht collector" /srv/x\n'
    assert steps[1] == "$ systemd-sysusers /etc/sysusers.d/schoolwacht.conf"
    assert str(installing(["/opt/p"], Path("/srv/x"), "root")[0]).startswith("$ install")


def test_uninstalling_leaves_the_home() -> None:
    steps = "\n".join(str(step) for step in uninstalling(Path("/etc/systemd/system")))
    assert "disable --now schoolwacht.service" in steps
    assert "rm -f /etc/systemd/system/schoolwacht.service" in steps
    assert "/var/lib" not in steps


def test_what_the_service_could_not_see_or_start_is_told_before_anything_is_done(tmp_path: Path) -> None:
    program = Path("/usr/bin/env")
    check(program, Path("/srv/wacht"))
    for home, told in {
        Path("/home/an/wacht"): "folders of people are hidden",
        Path("relative/home"): "a folder of its own",
        Path("/"): "a folder of its own",
        Path("/srv"): "a folder of its own",
        Path("/usr/bin"): "something else",
    }.items():
        with pytest.raises(ServiceTrouble, match=told):
            check(program, home)
    with pytest.raises(ServiceTrouble, match="belongs elsewhere, for example in /opt"):
        check(Path("/root") / "venv/bin/python", Path("/srv/wacht"))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ServiceTrouble, match="could not start"):
        check(closed / "python", Path("/srv/wacht"))


def test_an_own_home_that_is_not_empty_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").touch()
    check(Path("/usr/bin/env"), tmp_path)


@pytest.fixture
def anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """This test's interpreter may lie in a person's folder; the service's would not."""
    monkeypatch.setattr(service, "check", lambda *_: None)


@pytest.mark.usefixtures("anywhere")
def test_a_dry_run_shows_everything_and_does_nothing() -> None:
    shown = CliRunner().invoke(application, ["service", "install", "--dry-run", "--home", "/srv/wacht-test/home"])
    assert shown.exit_code == 0
    assert "# /etc/systemd/system/schoolwacht.service" in shown.stdout
    assert "Type=notify" in shown.stdout
    assert not Path("/srv/wacht-test").exists()


@pytest.mark.usefixtures("anywhere")
def test_whoever_is_not_root_is_told_so_with_77(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for verb in ("install", "uninstall"):
        done = CliRunner().invoke(application, ["service", verb])
        assert done.exit_code == 77
        assert "run this with sudo" in done.stderr


@pytest.mark.usefixtures("anywhere")
def test_a_machine_without_systemd_is_told_so_with_69(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(service, "_BOOTED", tmp_path / "none")
    for verb in ("install", "uninstall", "status"):
        done = CliRunner().invoke(application, ["service", verb])
        assert done.exit_code == 69
        assert "not run by systemd" in done.stderr
