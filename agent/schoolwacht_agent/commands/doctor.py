"""`doctor`: everything the agent needs, one line a check, with what to do where something is wrong."""

from __future__ import annotations

import argparse
from threading import Event

from schoolwacht_agent.checkup import Finding, examine
from schoolwacht_agent.commands.words import OK, PROBLEMS, Voice
from schoolwacht_agent.config import Config


def main(config: Config, _flags: argparse.Namespace, voice: Voice, _stop: Event) -> int:
    """Exit code 3 when a check failed."""
    findings = list(examine(config.settings))
    if voice.as_json:
        voice.data(
            [{"check": one.check, "state": one.state, "found": one.words, "remedy": one.remedy} for one in findings]
        )
    else:
        for one in findings:
            voice.show(_line(one))
    return PROBLEMS if any(one.state == "bad" for one in findings) else OK


def _line(one: Finding) -> str:
    remedy = f"\n       -> {one.remedy}" if one.remedy else ""
    return f"{one.state:<5}  {one.check}: {one.words}{remedy}"
