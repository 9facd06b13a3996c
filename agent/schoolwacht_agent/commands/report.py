"""The whole machine by the ten questions that a coordinator asks, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from schoolwacht_agent import amounts
from schoolwacht_agent.commands.words import Voice
from schoolwacht_agent.looking import Look
from schoolwacht_agent.probe import Group, Missing, Probe, Reading, Row

MOST_SHOWN = 12
"""Rows of one table on the screen; all of them are in the JSON."""
_WIDEST = 48

TITLES = {
    Group.HARDWARE: ("Hardware", "Hardware"),
    Group.SOFTWARE: ("Software", "Software"),
    Group.LICENCES: ("Licence state", "Licentiestatus"),
    Group.USAGE: ("Licence use", "Licentiegebruik"),
    Group.HEALTH: ("Health", "Gezondheid"),
    Group.UPDATES: ("Updates", "Updates"),
    Group.SECURITY: ("Security", "Beveiliging"),
    Group.BACKUPS: ("Back-ups", "Back-ups"),
    Group.AROUND: ("Around it", "Eromheen"),
    Group.IDENTITY: ("Identity", "Identiteit"),
}
NO_PROBE = "no probe of this agent looks at it"
NO_ROWS = "looked, and found none"
NO_REMEDY = "nothing needs to be done: this machine has nothing of the kind to tell"


def by_group(known: Mapping[str, Probe], results: Mapping[str, Look]) -> dict[str, dict[str, Any]]:
    """One key for each question: `rows`, `readings`, what is `unknown`; without rows `unknown_reason` and `remedy`."""
    return {
        group.value: _group([(probe, results[probe.name]) for probe in known.values() if probe.group is group])
        for group in Group
    }


def _group(looks: Sequence[tuple[Probe, Look]]) -> dict[str, Any]:
    found = [finding for _, seen in looks for finding in seen.found or ()]
    rows = [{"table": one.table.name, **one.cells} for one in found if isinstance(one, Row)]
    readings = [
        {"name": one.gauge.name, "value": one.value, "unit": one.gauge.unit, "tags": dict(one.tags)}
        for one in found
        if isinstance(one, Reading)
    ]
    unknown = list(_unknown(looks))
    said: dict[str, Any] = {"rows": rows, "readings": readings, "unknown": unknown}
    if not rows:
        reasons = [one["reason"] for one in unknown if one["reason"]]
        remedies = [one["remedy"] for one in unknown if one["remedy"]]
        said["unknown_reason"] = "; ".join(dict.fromkeys(reasons)) or (NO_ROWS if looks else NO_PROBE)
        said["remedy"] = "; ".join(dict.fromkeys(remedies)) or NO_REMEDY
    return said


def _unknown(looks: Sequence[tuple[Probe, Look]]) -> Iterator[dict[str, str]]:
    for probe, seen in looks:
        if seen.found is None:
            yield {"probe": probe.name, "table": "", "reason": seen.flaw or seen.nothing, "remedy": seen.remedy}
        for one in seen.found or ():
            if isinstance(one, Missing):
                yield {"probe": probe.name, "table": one.table.name, "reason": one.reason, "remedy": one.remedy}


def print_report(groups: Mapping[str, Mapping[str, Any]], voice: Voice) -> None:
    """The same for people: each question with its tables; long tables are cut, and say so."""
    for name, said in groups.items():
        english, dutch = TITLES[Group(name)]
        title = dutch if voice.language == "nl" else english
        voice.show(f"\n{title}\n{'=' * len(title)}")
        tables: dict[str, list[Mapping[str, Any]]] = {}
        for row in said["rows"]:
            tables.setdefault(row["table"], []).append(row)
        for table, rows in tables.items():
            _print_table(table, rows, voice)
        for one in said["readings"]:
            tags = " ".join(f"{key}={value}" for key, value in one["tags"].items())
            amount = amounts.in_words(int(one["value"])) if one["unit"] == "By" else f"{one['value']:g} {one['unit']}"
            voice.show(f"  {one['name']} {amount} {tags}".rstrip())
        for one in said["unknown"]:
            voice.show(f"  ? {one['table'] or one['probe']}: {one['reason']}")
            if one["remedy"]:
                voice.show(f"    -> {one['remedy']}")
        if "unknown_reason" in said and not said["unknown"]:
            voice.show(f"  ? {said['unknown_reason']}")


def _print_table(name: str, rows: Sequence[Mapping[str, Any]], voice: Voice) -> None:
    if len(rows) == 1:
        voice.show(f"  {name}")
        told = {key: _said(key, value) for key, value in _shown(rows[0])}
        width = max(map(len, told), default=0)
        for key, value in told.items():
            voice.show(f"    {key:<{width}}  {value}")
        return
    voice.show(f"  {name} ({len(rows)})")
    for row in rows[:MOST_SHOWN]:
        voice.show(f"    {'  '.join(_cut(_said(key, value)) for key, value in _shown(row))}")
    if len(rows) > MOST_SHOWN:
        voice.show(f"    {voice.words('more_rows', count=len(rows) - MOST_SHOWN)}")


def _shown(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a person wants to see: no empty cells, and no key that only serves to sort."""
    for key, value in row.items():
        if key not in {"table", "ordered_version"} and value not in {None, ""}:
            yield key, value


def _said(key: str, value: object) -> str:
    """Sizes and moments in words."""
    if key.endswith("_bytes") and isinstance(value, int):
        return amounts.in_words(value)
    if key.endswith("_ms") and isinstance(value, int):
        return f"{datetime.fromtimestamp(value / 1000, UTC).astimezone():%Y-%m-%d %H:%M}"
    return str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
