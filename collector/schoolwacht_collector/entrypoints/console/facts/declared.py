"""What the agents' probes declare about the tables they send: it is part of the wire contract (`vocabulary.json`)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_FLAG = re.compile(r"(On Windows: )?1 (if|when)\b")
_DAY = "year-month-day"
_CONSTANT = "Always `"


@dataclass(frozen=True, slots=True)
class Declared:
    """One column: its unit (UCUM), and what it means. `kind` is text, integer or real."""

    kind: str
    unit: str
    about: str

    @property
    def is_flag(self) -> bool:
        """Whether it is 1 for yes and 0 for no."""
        return self.kind == "integer" and _FLAG.match(self.about) is not None

    @property
    def is_day(self) -> bool:
        """Whether it is a day such as 2026-11-23."""
        return self.kind == "text" and _DAY in self.about

    @property
    def is_moment(self) -> bool:
        """Whether it is milliseconds since 1970."""
        return self.unit == "ms"

    @property
    def is_constant(self) -> bool:
        """Whether it only names the one row of its table."""
        return self.about.startswith(_CONSTANT)

    @property
    def is_number(self) -> bool:
        """Whether it stands to the right."""
        return self.kind != "text" and not self.is_flag and not self.is_moment


@dataclass(frozen=True, slots=True)
class DeclaredTable:
    """One table; the columns of `key` name a row. `probe` is who sends it."""

    about: str
    probe: str
    columns: Mapping[str, Declared]
    key: tuple[str, ...]

    @property
    def is_one_row(self) -> bool:
        """Whether it has one row by nature."""
        return all(self.columns[name].is_constant for name in self.key)


@cache
def declared() -> Mapping[str, DeclaredTable]:
    """Every table by name."""
    content = json.loads((resources.files("schoolwacht_protos.v1") / "vocabulary.json").read_text("utf-8"))
    return {
        name: DeclaredTable(
            table["about"],
            table["probe"],
            {column: Declared(one["kind"], one["unit"], one["about"]) for column, one in table["columns"].items()},
            tuple(table["key"]),
        )
        for name, table in content["tables"].items()
    }


def column(table: str, name: str) -> Declared:
    """A column; one that is not declared any more is a text without a meaning."""
    known = declared().get(table)
    return (known.columns.get(name) if known else None) or Declared("text", "", "")


def columns_of(table: str, found: set[str]) -> list[str]:
    """The columns of a table that somebody may want to see: those declared, the naming ones first, then any other."""
    known = declared().get(table)
    if known is None:
        return sorted(found)
    first = [name for name in known.key if not known.columns[name].is_constant]
    rest = [name for name in known.columns if name not in known.key]
    return [*first, *rest, *sorted(found - set(known.columns))]
