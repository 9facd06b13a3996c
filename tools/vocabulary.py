"""Generates protos/schoolwacht_protos/v1/vocabulary.json: everything an agent may say, from what its probes declare.

Run by `make docs`; a house test compares the result. The collector refuses whatever is not in it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schoolwacht_agent import notices, probes, surveys
from schoolwacht_agent.probe import EventKind, Gauge, Probe, Table
from schoolwacht_agent.probe_states import PROBE_STATES

TARGET = Path(__file__).resolve().parent.parent / "protos/schoolwacht_protos/v1/vocabulary.json"


def everyone() -> list[Probe]:
    """Every probe and survey."""
    return [*probes.load().values(), *surveys.load().values()]


def vocabulary() -> dict[str, Any]:
    """Measurements, tables and events, each with the probe that emits it."""
    emitted = [(probe.name, thing) for probe in everyone() for thing in probe.emits]
    emitted += [("agent", PROBE_STATES)]
    emitted += [("agent", notice) for notice in notices.NOTICES]
    measurements: dict[str, Any] = {}
    for probe, thing in emitted:
        if isinstance(thing, Gauge):
            one = measurements.setdefault(thing.measurement, {"tags": sorted(thing.tags), "fields": {}})
            if one["tags"] != sorted(thing.tags):
                raise SystemExit(f"{thing.name}: all fields of a measurement have the same tags")
            one["fields"][thing.field] = {
                "decimals": thing.decimals,
                "unit": thing.unit,
                "about": thing.about,
                "data_class": thing.data_class.value,
                "probe": probe,
            }
    return {
        "measurements": measurements,
        "tables": {thing.name: _table(probe, thing) for probe, thing in emitted if isinstance(thing, Table)},
        "events": {thing.name: _event(probe, thing) for probe, thing in emitted if isinstance(thing, EventKind)},
    }


def _table(probe: str, table: Table) -> dict[str, Any]:
    columns = {
        name: {"kind": c.kind.value, "unit": c.unit, "about": c.about, "data_class": c.data_class.value}
        for name, c in table.columns.items()
    }
    return {"about": table.about, "key": list(table.key), "columns": columns, "probe": probe}


def _event(probe: str, event: EventKind) -> dict[str, Any]:
    return {
        "about": event.about,
        "attributes": dict(event.attributes),
        "data_class": event.data_class.value,
        "probe": probe,
    }


def text() -> str:
    """The file's content."""
    return json.dumps(vocabulary(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
