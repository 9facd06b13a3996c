"""Chance that can be repeated: the same words give the same draw, in every process and for ever.

Nothing here keeps a state, so what a machine measures at a moment does not depend on what was asked before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

_MASK = (1 << 64) - 1
Choice = TypeVar("Choice")


def number(*words: object) -> int:
    """A number of 64 bits that belongs to these words."""
    said = "\x1f".join(map(str, words)).encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest())


def made_up_uuid(*words: object) -> str:
    """A UUID that belongs to these words."""
    return str(UUID(bytes=number(*words, "first half").to_bytes(8) + number(*words, "second half").to_bytes(8)))


def share(*words: object) -> float:
    """A share from 0 up to 1 that belongs to these words."""
    return number(*words) / (_MASK + 1)


def between(low: float, high: float, *words: object) -> float:
    """A number from low up to high that belongs to these words."""
    return low + (high - low) * share(*words)


def whole(low: int, high: int, *words: object) -> int:
    """A whole number from low to high, both included."""
    return low + number(*words) % (high - low + 1)


def pick(choices: Sequence[Choice], *words: object) -> Choice:
    """One of the choices."""
    return choices[number(*words) % len(choices)]


def noise(seed: int, step: int) -> float:
    """A share from 0 up to 1 for a seed and a step: the quick one, for numbers that are drawn every minute."""
    mixed = (seed + step * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return (mixed ^ (mixed >> 31)) / (_MASK + 1)


def wander(seed: int, seconds: int, period: int) -> float:
    """A share that drifts: a new draw every period, and a straight line from one to the next."""
    step, into = divmod(seconds, period)
    before = noise(seed, step)
    return before + (noise(seed, step + 1) - before) * into / period
