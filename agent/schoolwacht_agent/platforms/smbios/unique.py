"""Names for slots and bays that firmware did not take care to tell apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def names(choices: Sequence[tuple[str | None, str | None]], otherwise: str) -> list[str]:
    """One name for each pair of (name, group): the name alone, with its group before it, or with a number behind it."""
    plain = [name or group or otherwise for name, group in choices]
    taken = Counter(plain)
    better = [
        f"{group} {name}" if taken[short] > 1 and group and name else short
        for short, (name, group) in zip(plain, choices, strict=True)
    ]
    taken = Counter(better)
    seen: Counter[str] = Counter()
    numbered = []
    for name in better:
        seen[name] += 1
        numbered.append(f"{name} #{seen[name]}" if taken[name] > 1 else name)
    return numbered
