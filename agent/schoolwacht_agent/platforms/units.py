"""Services that should run and do not, by systemd's own account: `systemctl show` (systemctl(1), systemd.unit(5)).

A service has failed when systemd says so. It is stopped when it is enabled, its conditions hold, nothing else starts
it on demand, it is meant to stay, and yet it is not there. An instance's name, which may be a person's, stays here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.platforms import programs
from schoolwacht_agent.platforms.system_files import line, listed

_PROPERTIES = (
    "Id",
    "LoadState",
    "ActiveState",
    "UnitFileState",
    "Type",
    "Result",
    "ConditionResult",
    "TriggeredBy",
    "RemainAfterExit",
    "ActiveEnterTimestampMonotonic",
)
_SECONDS = 20.0
_MOST = 200
_NAME = re.compile(r"[A-Za-z0-9:_.\\-]+(@[^\s/]*)?\.service")
_ENABLED = frozenset({"enabled", "enabled-runtime"})
_WORD = re.compile(r"[a-z][a-z-]{0,30}")


@dataclass(frozen=True, slots=True)
class Service:
    """A service in trouble: `failed` or `stopped`, and systemd's word for why."""

    name: str
    state: str
    reason: str | None


def troubled(shown: str) -> Iterator[Service]:
    """Services in trouble in what `systemctl show` printed: a paragraph of assignments for each."""
    seen: set[str] = set()
    for paragraph in re.split(r"\n\s*\n", shown):
        unit = dict(entry.split("=", 1) for entry in paragraph.splitlines() if "=" in entry)
        state = _state(unit)
        match = _NAME.fullmatch(unit.get("Id", ""))
        if state is None or match is None:
            continue
        name = match[0].removesuffix(".service").partition("@")[0] + ("@" if match[1] else "")
        if name not in seen and len(seen) < _MOST:
            seen.add(name)
            result = unit.get("Result", "")
            yield Service(name, state, result if _WORD.fullmatch(result) and result != "success" else None)


def _state(unit: dict[str, str]) -> str | None:
    if unit.get("ActiveState") == "failed":
        return "failed"
    meant = unit.get("UnitFileState") in _ENABLED and unit.get("LoadState") == "loaded"
    stays = unit.get("Type") != "oneshot" or unit.get("RemainAfterExit") == "yes"
    on_demand = bool(unit.get("TriggeredBy")) or unit.get("ConditionResult") == "no" or unit.get("Type") == "dbus"
    gone = unit.get("ActiveState") == "inactive" and unit.get("ActiveEnterTimestampMonotonic", "0") != "0"
    return "stopped" if meant and stays and gone and not on_demand else None


def look(folders: Sequence[Path] = programs.FOLDERS) -> list[Service]:
    """The services in trouble; raises NoAnswer where systemd is not there or does not answer."""
    shown = programs.ask(
        "systemctl",
        "show",
        "--no-pager",
        "--all",  # or those that are not there would be left out
        f"--property={','.join(_PROPERTIES)}",
        "*.service",
        seconds=_SECONDS,
        folders=folders,
    )
    if shown.code != 0:
        raise programs.NoAnswer("failed")
    return list(troubled(shown.text))


def active(root: Path) -> frozenset[str]:
    """Units of the system that have processes now, by the control groups; nothing is asked of systemd."""
    slices = (root / "sys/fs/cgroup/system.slice", root / "sys/fs/cgroup/systemd/system.slice")
    found = (entry for place in slices for entry in listed(place, "*.service"))
    return frozenset(entry.name.removesuffix(".service") for entry in found if line(entry / "cgroup.procs"))


def enabled(root: Path) -> frozenset[str]:
    """Units that start with the system, by the links that `systemctl enable` made."""
    links = listed(root / "etc/systemd/system", "*.wants/*")
    return frozenset(link.name.rpartition(".")[0] for link in links)
