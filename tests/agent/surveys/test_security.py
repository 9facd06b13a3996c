"""How the machine is protected."""

from __future__ import annotations

from pathlib import Path

from agent.surveys.keeping_word import checked, kept
from schoolwacht_agent.platforms.protection import Protection
from schoolwacht_agent.surveys.security import PROBE, row


def test_yes_and_no_are_numbers_and_unknown_is_empty() -> None:
    found = row(Protection(firewall="on", root_encrypted=False, local_admin_count=2, unknown=(("smb1", "no_access"),)))

    checked([found], PROBE)
    assert (found.cells["root_encrypted"], found.cells["smb1"], found.cells["local_admin_count"]) == (0, None, 2)
    assert found.cells["unknown"] == "smb1: no_access"


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    kept(PROBE, tmp_path)
