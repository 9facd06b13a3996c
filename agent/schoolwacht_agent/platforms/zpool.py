"""The pools of ZFS, from `zpool status -p` and, since OpenZFS 2.3, `zpool status -j` (zpool-status(8)).

State of a pool: zpoolconcepts(7). Checksum, read and write errors of all its disks are added up. An ONLINE pool that is
resilvering is `rebuilding`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from schoolwacht_agent.platforms.json_pieces import a_map, a_text, document
from schoolwacht_agent.platforms.raid_set import RaidSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STATES = {
    "ONLINE": "ok",
    "DEGRADED": "degraded",
    "FAULTED": "failed",
    "UNAVAIL": "failed",
    "SUSPENDED": "failed",
    "REMOVED": "failed",
    "OFFLINE": "failed",
}
_MOST_POOLS, _MOST_LINES, _MOST_DISKS, _WIDEST = 64, 20_000, 1024, 400
_DISK = re.compile(r"\t?(\s*)(\S.*?)\s+([A-Z]{4,12})\s+(\S{1,20})\s+(\S{1,20})\s+(\S{1,20})(?:\s.*)?")
_TOGETHER = re.compile(r"(mirror|raidz[1-3]?|draid[1-3]?|spare|replacing|log|special|dedup)\b[\w:-]*", re.ASCII)
_HELPERS = frozenset({"logs", "cache", "spares", "special", "dedup"})
_DAY = re.compile(r"\bon \w{3} (\w{3}) +(\d{1,2}) [\d:]{8} (\d{4})", re.ASCII)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    state: str
    errors: int
    depth: int


def parse(text: str) -> list[RaidSet]:
    """Every pool in what `zpool status` said, in either form."""
    if text.lstrip()[:1] == "{":
        pools = a_map(document(text).get("pools"))
        return [_of_json(name, a_map(pool)) for name, pool in list(pools.items())[:_MOST_POOLS]]
    return [_of_text(block) for block in _blocks(text)]


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = []
    for line in text[: _MOST_LINES * _WIDEST].splitlines()[:_MOST_LINES]:
        if re.match(r"\s*pool: \S", line):
            blocks.append([])
        if blocks:
            blocks[-1].append(line[:_WIDEST].rstrip())
    return blocks[:_MOST_POOLS]


def _of_text(lines: list[str]) -> RaidSet:
    facts: dict[str, str] = {}
    last = ""
    for line in lines:
        if found := re.fullmatch(r"\s{0,4}(pool|state|scan|scrub|errors|status):\s*(.*)", line):
            last = found[1]
            facts.setdefault(last, found[2])
        elif last == "scan" and line.startswith(("\t", "     ")):
            facts[last] += f" {line.strip()}"
        else:
            last = ""
    parts = list(_parts(lines))
    scan = facts.get("scan") or facts.get("scrub", "")
    day = _day(scan) if "scrub" in scan and "repaired" in scan else None
    return _set(facts["pool"], facts.get("state", ""), parts, resilvering="resilver in progress" in scan, day=day)


def _parts(lines: list[str]) -> Iterator[_Part]:
    """The disks and groups of the pool itself, without its caches and spares."""
    at = next((place for place, line in enumerate(lines) if re.match(r"\s+NAME\s+STATE\s", line)), len(lines))
    for line in lines[at + 1 : at + 1 + _MOST_DISKS]:
        if not line.strip() or line.strip() in _HELPERS:
            return
        if found := _DISK.fullmatch(line):
            errors = sum(_amount(found[place]) for place in (4, 5, 6))
            yield _Part(found[2], found[3], errors, len(found[1]))


def _set(name: str, state: str, parts: list[_Part], *, resilvering: bool, day: str | None) -> RaidSet:
    groups = [part for part in parts[1:] if _TOGETHER.fullmatch(part.name)]
    leaves = [part for part in parts[1:] if part not in groups]
    words = (re.match(r"mirror|raidz[1-3]?|draid[1-3]?", part.name) for part in groups)
    kinds = dict.fromkeys(word[0] for word in words if word)
    ours = _STATES.get(state, "unknown")
    if resilvering and ours in {"ok", "degraded"}:
        ours = "rebuilding"
    return RaidSet(
        kind="zfs",
        name=name[:80],
        state=ours,
        level="+".join(kinds) or ("stripe" if leaves else None),
        members=len(leaves) or None,
        missing=sum(part.state not in {"ONLINE", "DEGRADED"} for part in leaves) if leaves else None,
        errors=sum(part.errors for part in leaves) if leaves else None,
        last_check=day,
        reason=None if ours != "unknown" else "not_understood",
    )


def _of_json(name: str, pool: Mapping[str, Any]) -> RaidSet:
    scan = a_map(pool.get("scan_stats"))
    running = a_text(scan.get("state")) in {"SCANNING", "IN_PROGRESS"}
    done = scan.get("function") == "SCRUB" and scan.get("state") == "FINISHED"
    parts = list(_nested(a_map(pool.get("vdevs"))))
    return _set(
        name,
        a_text(pool.get("state")),
        parts,
        resilvering=running and scan.get("function") == "RESILVER",
        day=_moment(scan.get("end_time")) if done else None,
    )


def _nested(top: Mapping[str, Any]) -> Iterator[_Part]:
    """The root first, then what is below it, without going deeper by calling itself."""
    waiting = [(name, a_map(part), 0) for name, part in top.items()]
    seen = 0
    while waiting and seen < _MOST_DISKS:
        name, part, depth = waiting.pop(0)
        seen += 1
        errors = sum(_amount(str(part.get(f"{kind}_errors", 0))) for kind in ("read", "write", "checksum"))
        yield _Part(a_text(part.get("name")) or name, a_text(part.get("state")), errors, depth)
        waiting += [(below, a_map(one), depth + 1) for below, one in list(a_map(part.get("vdevs")).items())[:256]]


def _amount(text: str) -> int:
    """`12`, or `1.2K` where `-p` was not given."""
    found = re.fullmatch(r"(\d{1,15})(?:\.(\d{1,3}))?([KMGT]?)", text, re.ASCII)
    return int(float(f"{found[1]}.{found[2] or 0}") * 1000 ** " KMGT".index(found[3] or " ")) if found else 0


def _moment(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 35:
        return datetime.fromtimestamp(value, UTC).date().isoformat()
    text = a_text(value)
    return _moment(int(text)) if re.fullmatch(r"\d{9,11}", text, re.ASCII) else _day(f"on {text}")


def _day(text: str) -> str | None:
    found = _DAY.search(text)
    if not found or found[1] not in _MONTHS:
        return None
    return f"{found[3]}-{_MONTHS.index(found[1]) + 1:02}-{int(found[2]):02}"
