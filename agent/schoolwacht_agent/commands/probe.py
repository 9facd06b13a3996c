"""`probe [NAME]`, `probe --all`: what the probes measure here and now. Nothing is sent."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

from schoolwacht_agent import probes, surveys
from schoolwacht_agent.commands.report import by_group, print_report
from schoolwacht_agent.commands.words import FAILED, OK, USAGE, Voice
from schoolwacht_agent.config import Config
from schoolwacht_agent.glimpse import orders
from schoolwacht_agent.looking import Look, look
from schoolwacht_agent.probe import Finding, Gauge, Group, Missing, Probe, Reading, Row, Surroundings
from schoolwacht_agent.surveyor import Surveyor

BETWEEN_LOOKS = 1.0
"""Seconds until the second look of a probe that tells differences only, such as `cpu`."""


def main(config: Config, flags: argparse.Namespace, voice: Voice, stop: Event) -> int:
    """Measures and prints; a probe that fails makes the exit code 1."""
    surveyor = Surveyor(config.settings.home, config.settings.backup_check)
    # Here and not by a child that declares them: this process ends with the answer, so what they import costs once.
    known = probes.load() | {name: replace(survey, apart=True) for name, survey in surveys.load().items()}
    if flags.name and flags.name not in known:
        voice.tell("no_probe", name=flags.name, known=", ".join(sorted(known)))
        return USAGE
    chosen = [known[flags.name]] if flags.name else list(known.values())
    results = look_at_all(chosen, config, surveyor, stop)
    if flags.all:
        groups = by_group(known, results)
        voice.data(groups) if voice.as_json else print_report(groups, voice)
    elif voice.as_json:
        voice.data({name: _for_programs(seen) for name, seen in results.items()})
    else:
        for name, seen in results.items():
            _print(name, seen, voice)
    return FAILED if any(seen.flaw for seen in results.values()) else OK


def look_at_all(chosen: Sequence[Probe], config: Config, surveyor: Surveyor, stop: Event) -> dict[str, Look]:
    """What each of them sees: those that look apart in one child, the others here."""
    results = {probe.name: _look(probe, config, stop) for probe in chosen if not probe.apart}
    apart = [probe for probe in chosen if probe.apart]
    for told in surveyor.look(apart, datetime.now(UTC)) if apart else ():
        results[told.name] = told.seen
    return {probe.name: results[probe.name] for probe in chosen if probe.name in results}


def _look(probe: Probe, config: Config, stop: Event) -> Look:
    """One look, or two where the first only starts a count."""
    home = config.settings.home
    programs = orders(home).programs if probe.group is Group.USAGE else {}
    surroundings = Surroundings(datetime.now(UTC), home, config.settings.backup_check, programs=programs)
    seen = look(probe, surroundings)
    if seen.found is None and not seen.flaw and any(isinstance(item, Gauge) for item in probe.emits):
        stop.wait(BETWEEN_LOOKS)
        seen = look(probe, replace(surroundings, now=datetime.now(UTC)))
    return seen


def _print(name: str, seen: Look, voice: Voice) -> None:
    voice.show(f"{name}:")
    if seen.flaw:
        voice.show(f"  {voice.words('probe_failed', reason=seen.flaw)}")
    elif seen.found is None:
        voice.show(f"  {voice.words('no_data', reason=seen.nothing)}")
        if seen.remedy:
            voice.show(f"  -> {seen.remedy}")
    for finding in seen.found or ():
        voice.show(f"  {_line(finding)}")


def _line(finding: Finding) -> str:
    if isinstance(finding, Reading):
        tags = " ".join(f"{name}={value}" for name, value in finding.tags)
        value = f"{finding.value:.{finding.gauge.decimals}f} {finding.gauge.unit}"
        return f"{finding.gauge.name} {value} {tags}".rstrip()
    if isinstance(finding, Row):
        cells = " ".join(f"{name}={value!r}" for name, value in finding.cells.items() if value is not None)
        return f"{finding.table.name}: {cells}"
    if isinstance(finding, Missing):
        return f"{finding.table.name}: {finding.reason} {finding.remedy}".rstrip()
    attributes = " ".join(f"{name}={value!r}" for name, value in finding.attributes.items())
    return f"{finding.kind.name}: {attributes}"


def _for_programs(seen: Look) -> object:
    if seen.found is None:
        return {"failed": seen.flaw} if seen.flaw else {"no_data": seen.nothing, "remedy": seen.remedy}
    said: list[dict[str, object]] = []
    for one in seen.found:
        if isinstance(one, Reading):
            said.append({"name": one.gauge.name, "value": one.value, "unit": one.gauge.unit, "tags": dict(one.tags)})
        elif isinstance(one, Row):
            said.append({"table": one.table.name, "cells": dict(one.cells)})
        elif isinstance(one, Missing):
            said.append({"table": one.table.name, "no_data": one.reason, "remedy": one.remedy})
        else:
            said.append({"event": one.kind.name, "attributes": dict(one.attributes)})
    return said
