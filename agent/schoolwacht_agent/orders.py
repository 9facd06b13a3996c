"""How the collector wants this agent to work: typed data, validated here once more, kept across restarts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

SHORTEST_PUSH, LONGEST_PUSH = 10, 3600
SHORTEST_RHYTHM, LONGEST_RHYTHM = 10, 7 * 86_400
MOST_PROBES = 256
MOST_ADDRESSES = 8
MOST_TITLES = 200
MOST_PROGRAMS = 8
"""Of one title."""
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class ProbeOrder:
    """How one probe should run otherwise than by itself. No rhythm means: its own."""

    enabled: bool = True
    every_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """One revision of the configuration that the collector sends."""

    revision: int = 0
    push_every_seconds: int | None = None
    probes: Mapping[str, ProbeOrder] = field(default_factory=lambda: MappingProxyType({}))
    device_class: str = ""
    addresses: tuple[str, ...] = ()
    usage: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Titles of which the minutes are counted, each with its programs; none means that nothing is counted."""

    @property
    def programs(self) -> dict[str, tuple[str, ...]]:
        """By the name of a program the titles that it may be: a word processor belongs to two editions of an office."""
        found: dict[str, tuple[str, ...]] = {}
        for title, programs in self.usage:
            for program in programs:
                found[program] = (*found.get(program, ()), title)
        return found

    @classmethod
    def checked(
        cls,
        revision: int,
        push_every_seconds: int,
        probes: Mapping[str, tuple[bool, int]],
        device_class: str,
        addresses: Iterable[str] = (),
        usage: Iterable[tuple[str, Iterable[str]]] = (),
    ) -> Orders:
        """Orders with every number brought within its bounds; 0 means "your own". Addresses are checked where used."""
        return cls(
            revision,
            _within(push_every_seconds, SHORTEST_PUSH, LONGEST_PUSH),
            {
                name: ProbeOrder(enabled, _within(every, SHORTEST_RHYTHM, LONGEST_RHYTHM))
                for name, (enabled, every) in list(probes.items())[:MOST_PROBES]
            },
            device_class[:64],
            tuple(address[:300] for address in list(addresses)[:MOST_ADDRESSES]),
            _titles(usage),
        )

    def to_bytes(self) -> bytes:
        """As kept in the spool."""
        return json.dumps(
            {
                "revision": self.revision,
                "push_every_seconds": self.push_every_seconds or 0,
                "probes": {name: [order.enabled, order.every_seconds or 0] for name, order in self.probes.items()},
                "device_class": self.device_class,
                "addresses": self.addresses,
                "usage": self.usage,
            }
        ).encode()

    @classmethod
    def from_bytes(cls, kept: bytes | None) -> Orders:
        """What was kept; none yet means that the agent works by itself."""
        if kept is None:
            return cls()
        said = json.loads(kept)
        probes = {name: (bool(enabled), int(every)) for name, (enabled, every) in said["probes"].items()}
        return cls.checked(
            said["revision"],
            said["push_every_seconds"],
            probes,
            said["device_class"],
            said.get("addresses", ()),
            said.get("usage", ()),
        )


def _within(number: int, least: int, most: int) -> int | None:
    return min(max(number, least), most) if number else None


def _titles(usage: Iterable[tuple[str, Iterable[str]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each title once, with those of its programs that are a name and no path; a title without any is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for title, programs in list(usage)[:MOST_TITLES]:
        plain = dict.fromkeys(name.strip().casefold().removesuffix(".exe") for name in programs)
        names = tuple(name for name in plain if _is_name(name))[:MOST_PROGRAMS]
        if _is_name(title) and names:
            found.setdefault(title, names)
    return tuple(found.items())


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME and text.isprintable() and not set(text) & set("/\\:*?")
