"""Signs by which a machine is known again, as far as they are believed: known kinds, numbers of the right shape.

How much a kind proves is decided here, never by the machine that sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

STRONG = ("smbios_uuid", "serial", "board_serial")
"""Of the hardware for good, each in its own chip or its own place."""
WEAK = ("disk_serial", "onboard_mac", "mac", "system_id")
"""Can move to another machine, or be copied with an image."""
MARKERS = ("container", "virtual_machine", "resets")
"""No evidence by themselves: they say how the rest must be read."""
MOST = 64
"""Signs of one machine; a server with 32 disks has some 40."""

_NUMBER = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[a-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True, order=True)
class Sign:
    """A kind and its salted number, or a marker and its word."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Signs:
    """Everything that one machine showed."""

    all: frozenset[Sign] = frozenset()

    def of(self, kind: str) -> frozenset[str]:
        """The values of one kind: several disks, several cards."""
        return frozenset(sign.value for sign in self.all if sign.kind == kind)

    @property
    def numbers(self) -> frozenset[str]:
        """What is evidence, for looking up who else has it."""
        return frozenset(sign.value for sign in self.all if sign.kind not in MARKERS)


def believed(said: Iterable[tuple[object, object]]) -> Signs:
    """What is left of what a machine said: at most `MOST`, in the order in which it came."""
    kept: dict[Sign, None] = {}
    for number, (kind, value) in enumerate(said):
        if number >= 4 * MOST or len(kept) >= MOST:
            break
        if isinstance(kind, str) and isinstance(value, str) and _is_right(kind, value):
            kept[Sign(kind, value)] = None
    return Signs(frozenset(kept))


def _is_right(kind: str, value: str) -> bool:
    if kind in MARKERS:
        return _WORD.fullmatch(value) is not None
    return kind in (*STRONG, *WEAK) and _NUMBER.fullmatch(value) is not None
