"""Scanners against malware."""

from __future__ import annotations

from pathlib import Path

from agent.surveys.keeping_word import checked, kept
from schoolwacht_agent.platforms.scanner import Scanner
from schoolwacht_agent.surveys.antivirus import PROBE, rows


def test_a_scanner_that_does_not_say_is_neither_on_nor_off() -> None:
    (found,) = rows([Scanner("Cortex XDR"), Scanner("Cortex XDR", enabled=True)])

    checked([found], PROBE)
    assert (found.cells["enabled"], found.cells["up_to_date"]) == (None, None)


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    kept(PROBE, tmp_path)
