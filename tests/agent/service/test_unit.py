from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schoolwacht_agent.service import unit

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    path = tmp_path / unit.NAME
    path.write_text(unit.text([sys.executable, "-I", "-m", "schoolwacht_agent"], Path("/var/lib/schoolwacht-agent")))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True, check=False)
    assert unit.NAME not in done.stderr, done.stderr


def test_the_unit_for_packages_is_the_same() -> None:
    shipped = (ROOT / "deploy" / "systemd" / unit.NAME).read_text()
    assert shipped == unit.text(["/usr/bin/schoolwacht-agent"], Path("/var/lib/schoolwacht-agent"))


def test_a_path_with_blanks_and_signs_stays_one_path() -> None:
    text = unit.text(["/opt/my tools/python"], Path("/srv/50%/home"))
    assert "ExecStart='/opt/my tools/python' --home /srv/50%%/home run" in text


def test_an_agent_that_is_not_enrolled_is_not_started_again_and_again() -> None:
    text = unit.text(["x"], Path("/y"))
    assert "RestartPreventExitStatus=77 78" in text
    assert "CapabilityBoundingSet=CAP_DAC_READ_SEARCH" in text
