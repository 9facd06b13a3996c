"""How each probe fares on this machine: what it cannot tell, why, since when, and what would help.

Without it, a list of disks that is three weeks old looks like one of today.
"""

from __future__ import annotations

from datetime import datetime

from schoolwacht_agent.looking import Look
from schoolwacht_agent.platforms.scrubbed import scrubbed
from schoolwacht_agent.probe import Column, Kind, Missing, Probe, Row, Table
from schoolwacht_agent.tables import Held

PROBE_STATES = Table(
    "probe_states",
    "How each probe of the agent fares on the machine: one row a probe, and one for each table that it cannot tell.",
    {
        "probe": Column(Kind.TEXT, "Name of the probe."),
        "part": Column(Kind.TEXT, "Table that cannot be told while the rest can; empty for the probe as a whole."),
        "group": Column(Kind.TEXT, "Which question it helps to answer, for example hardware."),
        "state": Column(Kind.TEXT, "`ok`, `nothing` (it cannot be known or is not there) or `failed`."),
        "reason": Column(Kind.TEXT, "Why there is nothing, or what went wrong."),
        "remedy": Column(Kind.TEXT, "What would help."),
        "since": Column(Kind.TEXT, "Since when it is so, in UTC; what was told before is as old as this."),
    },
    key=("probe", "part"),
    keeps_rows=True,
)


class ProbeStates:
    """Remembers since when; a restart of the agent changes nothing."""

    def __init__(self, kept: bytes | None) -> None:
        self._since: dict[tuple[str, str], tuple[tuple[str, str], str]] = {}
        if kept:
            held = Held.from_bytes(kept)
            names = [name for name, _ in held.columns]
            for row in held.rows:
                cells = {name: str(cell or "") for name, cell in zip(names, row, strict=True)}
                told = (cells["state"], cells["reason"])
                self._since[cells["probe"], cells["part"]] = (told, cells["since"])

    def of(self, probe: Probe, seen: Look, now: datetime) -> list[Row]:
        """The rows that changed with this look: of the probe, and of its tables that are or were missing."""
        state = "failed" if seen.flaw else "nothing" if seen.found is None else "ok"
        rows = [*self._row(probe, "", state, scrubbed(seen.flaw or seen.nothing), seen.remedy, now)]
        missing = {one.table.name: one for one in seen.found or () if isinstance(one, Missing)}
        before = {part for name, part in self._since if name == probe.name and part}
        for part in sorted(before | set(missing)):
            if one := missing.get(part):
                rows.extend(self._row(probe, part, "nothing", scrubbed(one.reason), one.remedy, now))
            elif seen.found is not None:
                rows.extend(self._row(probe, part, "ok", "", "", now))
        return rows

    def _row(self, probe: Probe, part: str, state: str, reason: str, remedy: str, now: datetime) -> list[Row]:
        """Nothing when it is as it was: the words of a remedy may change, and wait for a change of state."""
        told, _since = self._since.get((probe.name, part), (("", ""), ""))
        if told == (state, reason):
            return []
        since = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self._since[probe.name, part] = ((state, reason), since)
        cells = {"probe": probe.name, "part": part, "group": probe.group.value, "state": state}
        return [PROBE_STATES(**cells, reason=reason or None, remedy=remedy or None, since=since)]
