from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from collector.entrypoints.console.a_machine import equip
from collector.entrypoints.console.a_school import furnish
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.cli import application


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SCHOOLWACHT_HOME", str(tmp_path))
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        school = furnish(ledger)
        equip(ledger, school.pc.device_id)
    return school.pc.host


def run(*words: str) -> str:
    done = CliRunner().invoke(application, list(words))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_changed_is_told_by_table_with_before_and_after(host: str) -> None:
    told = run("device", "diff", host, "--since", "2026-11-01", "--lang", "nl")
    assert "Geheugen: 1 gewijzigd\n  ~ DIMM2\n      Grootte: leeg -> 8,6 GB" in told
    assert "  + CorelDRAW Graphics Suite 2024 25.1" in told
    assert "tellers en tijdstippen verschoven: 1" in told
    assert "Operating system" in run("device", "diff", host, "--since", "2026-11-01", "--lang", "en", "--all")


def test_programs_get_every_row_and_a_quiet_day_says_so(host: str) -> None:
    rows = json.loads(run("device", "diff", host, "--since", "2026-11-01", "--json"))
    assert {row["table"] for row in rows} == {"memory_modules", "software"}
    assert "Nothing changed" in run("device", "diff", host, "--since", "2026-11-23", "--lang", "en")
    refused = CliRunner().invoke(application, ["device", "diff", host, "--since", "soon"])
    assert refused.exit_code == 1
    assert "24h" in refused.output
