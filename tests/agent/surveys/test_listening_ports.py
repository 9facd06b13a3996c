"""Ports at which the machine answers."""

from __future__ import annotations

from pathlib import Path

from agent.surveys.keeping_word import checked, kept
from schoolwacht_agent.platforms.listening import Port
from schoolwacht_agent.surveys.listening_ports import PROBE, elsewhere, rows


def test_a_port_of_two_programs_has_two_rows() -> None:
    found = checked(rows([Port("udp", 5353, "chrome", True), Port("udp", 5353, "avahi-daemon", True)]), PROBE)

    assert [row.key for row in found] == [("udp", 5353, "avahi-daemon"), ("udp", 5353, "chrome")]


def test_psutil_tells_the_same_where_there_is_no_proc() -> None:
    checked(rows(elsewhere()), PROBE)


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    kept(PROBE, tmp_path)
