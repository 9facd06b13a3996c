"""Signs by which a machine is known again."""

from __future__ import annotations

from pathlib import Path

from agent.surveys.keeping_word import checked, kept
from schoolwacht_agent.platforms.identity_evidence import signals
from schoolwacht_agent.platforms.machine_parts import Computer, Whole
from schoolwacht_agent.platforms.this_identity import evidence, of_windows
from schoolwacht_agent.surveys.identity_signals import PROBE, rows


def test_a_virtual_machine_is_marked_even_if_nobody_knows_on_what_it_runs() -> None:
    found = checked(rows(signals(evidence(Whole(virtual=True), None))), PROBE)

    assert [row.key for row in found] == [("virtual_machine", "other")]


def test_two_looks_at_one_machine_give_the_same_rows() -> None:
    whole = Whole(Computer(maker="ACME", serial="SN-0042"))

    assert [row.key for row in rows(signals(evidence(whole, None)))] == [
        row.key for row in rows(signals(evidence(whole, None, None, ())))
    ]


def test_windows_without_its_registry_tells_nothing_of_the_system() -> None:
    assert of_windows(None, None) == (None, [])


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    kept(PROBE, tmp_path)
