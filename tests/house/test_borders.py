"""Every import contract is broken once on purpose, and turns red."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

BREACHES = [
    ("Agent and collector share nothing", "agent/schoolwacht_agent/probes/mem.py", "import schoolwacht_collector"),
    ("The wire contract knows neither side", "protos/schoolwacht_protos/v1/__init__.py", "import schoolwacht_agent"),
    (
        "Collector: every arrow points inward",
        "collector/schoolwacht_collector/domain/text.py",
        "import schoolwacht_collector.usecases.drain_inbox",
    ),
    ("Agent: every arrow points inward", "agent/schoolwacht_agent/probes/mem.py", "import schoolwacht_agent.app"),
    ("Probes do not know their siblings", "agent/schoolwacht_agent/probes/mem.py", "from . import swap"),
    (
        "Rules do not know their siblings",
        "collector/schoolwacht_collector/rules/disk_full.py",
        "import schoolwacht_collector.rules.host_silent",
    ),
    (
        "Notifiers do not know their siblings",
        "collector/schoolwacht_collector/notifiers/console.py",
        "import schoolwacht_collector.notifiers.apprise",
    ),
    ("Judgement needs no machinery", "collector/schoolwacht_collector/rules/disk_full.py", "import sqlalchemy"),
    ("Each outside library has one home", "agent/schoolwacht_agent/probes/mem.py", "import grpc"),
    ("exhaustive", "collector/schoolwacht_collector/utils.py", ""),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for part in ("agent", "collector", "protos"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    paths = ":".join(str(house / part) for part in ("agent", "collector", "protos"))
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=house,
        env={"PYTHONPATH": paths, "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_keeps_its_borders(house: Path) -> None:
    done = lint(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES, ids=[breach[0] for breach in BREACHES])
def test_a_breach_turns_its_contract_red(house: Path, contract: str, file: str, line: str) -> None:
    with (house / file).open("a") as open_file:
        open_file.write(f"\n{line}\n")
    done = lint(house)
    assert done.returncode != 0
    if contract != "exhaustive":
        broken = [text for text in done.stdout.splitlines() if text.rstrip().endswith("BROKEN") or " BROKEN" in text]
        assert any(contract in text for text in broken), done.stdout
