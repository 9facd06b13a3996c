"""What a child that surveys says to the agent that started it: one JSON object a line.

The child is our own program, but what it read is not: a line that makes no sense is an error of that survey only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from schoolwacht_agent.looking import Look
from schoolwacht_agent.probe import (
    Cell,
    Column,
    Event,
    EventKind,
    Finding,
    Gauge,
    Group,
    Kind,
    Missing,
    Probe,
    Reading,
    Row,
    Surroundings,
    Table,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one survey came to."""

    name: str
    seen: Look


def declaration(probe: Probe) -> str:
    """What the agent must know of a survey without importing it."""
    return _text(
        {
            "name": probe.name,
            "every": probe.every.total_seconds(),
            "patience": probe.patience.total_seconds(),
            "group": probe.group.value,
            "about": probe.about,
            "emits": [_emitted(thing) for thing in probe.emits],
        }
    )


def declared(line: str) -> Probe:
    """A probe as a child declared it; it cannot look by itself."""
    said = json.loads(line)
    return Probe(
        name=said["name"],
        every=timedelta(seconds=said["every"]),
        emits=tuple(_thing(one) for one in said["emits"]),
        take=_nothing,
        about=said["about"],
        patience=timedelta(seconds=said["patience"]),
        group=Group(said["group"]),
        apart=True,
    )


def told(name: str, seen: Look) -> str:
    """The line of one survey."""
    found = None if seen.found is None else [_finding(finding) for finding in seen.found]
    return _text({"name": name, "found": found, "nothing": seen.nothing, "remedy": seen.remedy, "flaw": seen.flaw})


def heard(line: str, probes: Mapping[str, Probe]) -> Told:
    """What a line says, in terms of what was declared. Raises ValueError for a line that makes no sense."""
    try:
        said = json.loads(line)
        probe = probes[said["name"]]
        things = {_name(thing): thing for thing in probe.emits}
        found = said["found"]
        whole = None if found is None else tuple(_found(one, things) for one in found)
        nothing, remedy, flaw = (_word(said[name]) for name in ("nothing", "remedy", "flaw"))
        return Told(probe.name, Look(whole, nothing=nothing, remedy=remedy, flaw=flaw))
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError(f"a line that makes no sense: {type(error).__name__}") from error


def _nothing(_: Surroundings) -> Iterable[Finding]:
    raise RuntimeError("a survey looks in a child only")


def _name(thing: Gauge | Table | EventKind) -> str:
    return thing.name


def _emitted(thing: Gauge | Table | EventKind) -> dict[str, Any]:
    if isinstance(thing, Gauge):
        return {"gauge": thing.name, "unit": thing.unit, "tags": thing.tags, "decimals": thing.decimals}
    if isinstance(thing, Table):
        columns = {name: column.kind.value for name, column in thing.columns.items()}
        return {"table": thing.name, "columns": columns, "key": thing.key, "keeps_rows": thing.keeps_rows}
    return {"event": thing.name, "attributes": dict(thing.attributes)}


def _thing(said: Mapping[str, Any]) -> Gauge | Table | EventKind:
    if "gauge" in said:
        return Gauge(said["gauge"], said["unit"], "", tuple(said["tags"]), said["decimals"])
    if "table" in said:
        columns = {name: Column(Kind(kind), "") for name, kind in said["columns"].items()}
        return Table(said["table"], "", columns, tuple(said["key"]), keeps_rows=said["keeps_rows"])
    return EventKind(said["event"], "", said["attributes"])


def _finding(finding: Finding) -> list[Any]:
    if isinstance(finding, Row):
        return ["row", finding.table.name, list(finding.cells.values())]
    if isinstance(finding, Reading):
        return ["reading", finding.gauge.name, finding.value, dict(finding.tags)]
    if isinstance(finding, Missing):
        return ["missing", finding.table.name, finding.reason, finding.remedy]
    return ["event", finding.kind.name, dict(finding.attributes)]


def _found(said: list[Any], things: Mapping[str, Gauge | Table | EventKind]) -> Finding:
    kind, thing = said[0], things[said[1]]
    if kind == "row" and isinstance(thing, Table):
        return Row(thing, dict(zip(thing.columns, map(_cell, said[2]), strict=True)))
    if kind == "reading" and isinstance(thing, Gauge):
        return thing(float(said[2]), **{_word(name): _word(tag) for name, tag in said[3].items()})
    if kind == "missing" and isinstance(thing, Table):
        return Missing(thing, _word(said[2]), _word(said[3]))
    if kind == "event" and isinstance(thing, EventKind):
        return Event(thing, {_word(name): _word(value) for name, value in said[2].items()})
    raise ValueError(f"no {kind} of {thing.name}")


def _cell(said: object) -> Cell:
    if said is None or isinstance(said, str | int | float):
        return said
    raise ValueError("a cell is a word or a number")


def _word(said: object) -> str:
    if isinstance(said, str):
        return said
    raise ValueError("not a word")


def _text(said: object) -> str:
    # ASCII only: no character of a program's name can end a line or break a pipe's encoding.
    return json.dumps(said, ensure_ascii=True, separators=(",", ":"))
