"""`doctor`: everything the agent needs, one line a check, with what to do where something is wrong."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from threading import Event

from schoolwacht_agent.checkup import examine
from schoolwacht_agent.checkup.finding import Finding, State
from schoolwacht_agent.commands.doctor_words import spoken
from schoolwacht_agent.commands.words import OK, PROBLEMS, Voice
from schoolwacht_agent.config import Config

_COLOURS = {State.OK: "32", State.WARN: "33", State.BAD: "31"}
"""Green, yellow and red, as terminals number them; the word beside it says the same."""
_WIDTH = 6  # of the longest word for a state


def main(config: Config, _flags: argparse.Namespace, voice: Voice, _stop: Event) -> int:
    """Exit code 3 when a check failed."""
    findings = []
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for finding in examine(config.settings, datetime.now(UTC)):
        findings.append(finding)
        if not voice.as_json:  # at once: a probe or a network that hangs takes its time
            voice.show(_line(finding, voice.language, coloured=coloured))
            sys.stdout.flush()
    if voice.as_json:
        voice.data([_for_programs(finding, voice.language) for finding in findings])
    return PROBLEMS if any(one.state is State.BAD for one in findings) else OK


def _line(finding: Finding, language: str, *, coloured: bool) -> str:
    said = spoken(finding, language)
    word = f"{said.state:<{_WIDTH}}"
    if coloured:
        word = f"\x1b[{_COLOURS[finding.state]}m{word}\x1b[0m"
    remedy = f" -> {said.remedy}" if said.remedy else ""
    return f"{word}  {said.check}: {' '.join(said.words.split())}{remedy}"


def _for_programs(finding: Finding, language: str) -> dict[str, str]:
    said = spoken(finding, language)
    return {
        "check": finding.check,
        "state": finding.state.value,
        "code": finding.said.value,
        "found": said.words,
        "remedy": said.remedy,
    }
