"""Keeps between two looks what each disk said last, so that a disk that sleeps may be left asleep.

A file in the agent's home; one that is missing, broken or not writable costs only the words of sleeping disks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path

from schoolwacht_agent.platforms.smartctl import Health
from schoolwacht_agent.platforms.system_files import text_or_nothing

NAME = "disks-heard.json"
_MOST = 64
_TEXTS = frozenset({"verdict", "reason", "model", "serial", "firmware", "kind"})


def load(home: Path) -> dict[str, Health]:
    """What each disk said last, by its name."""
    try:
        kept = json.loads(text_or_nothing(home / NAME))
    except (ValueError, RecursionError):
        return {}
    found = {}
    for device, said in list(kept.items())[:_MOST] if isinstance(kept, dict) else ():
        if isinstance(said, dict) and (health := _health(said)) is not None:
            found[device] = health
    return found


def save(home: Path, heard: Mapping[str, Health], before: Mapping[str, Health]) -> None:
    """Writes what was heard, if it is something else than before."""
    if heard == before:
        return
    content = {device: asdict(health) | {"numbers": dict(health.numbers)} for device, health in heard.items()}
    fresh = home / f".{NAME}.new"
    with suppress(OSError):
        fresh.write_text(json.dumps(content), "utf-8")
        fresh.replace(home / NAME)


def _health(said: Mapping[str, object]) -> Health | None:
    if {field.name for field in fields(Health)} != set(said) or not isinstance(said["verdict"], str):
        return None
    numbers = said["numbers"]
    if not isinstance(numbers, dict) or not all(type(value) is int for value in numbers.values()):
        return None
    for name, value in said.items():
        if name != "numbers" and not isinstance(value, str if name in _TEXTS else int) and value is not None:
            return None
    return Health(**said)  # type: ignore[arg-type]  # each was looked at above
