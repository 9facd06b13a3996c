"""Which measurements, tables and events the collector takes in. Everything else is left out and told to the sender.

The list is part of the wire contract (`vocabulary.json`), generated from what the agent's probes declare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a measurement. `decimals` is its type for ever: 0 an integer, else digits behind the point."""

    decimals: int
    unit: str
    about: str
    data_class: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """The tags and fields a measurement may have."""

    tags: frozenset[str]
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class TableKind:
    """The columns a table may have (name to text, integer or real), and its key."""

    columns: Mapping[str, str]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that may be said."""

    measurements: Mapping[str, Measurement]
    tables: Mapping[str, TableKind]
    events: Mapping[str, frozenset[str]]

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Vocabulary:
        """Reads the content of vocabulary.json."""
        return cls(
            {
                name: Measurement(
                    frozenset(m["tags"]),
                    {f: Field(d["decimals"], d["unit"], d["about"], d["data_class"]) for f, d in m["fields"].items()},
                )
                for name, m in content["measurements"].items()
            },
            {
                name: TableKind({c: d["kind"] for c, d in t["columns"].items()}, tuple(t["key"]))
                for name, t in content["tables"].items()
            },
            {name: frozenset(e["attributes"]) for name, e in content["events"].items()},
        )
