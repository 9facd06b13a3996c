"""What could not be kept: counted, remembered on disk, and told to the collector as an event."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from schoolwacht_agent.notices import SPOOL_DROPPED, SPOOL_SET_ASIDE
from schoolwacht_agent.probe import Event
from schoolwacht_agent.spool.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Drop:
    """Batches of measurements that were lost for one reason."""

    from_ms: int
    to_ms: int
    samples: int
    batches: int

    def and_also(self, batch: Waiting) -> Drop:
        """With one batch more."""
        return Drop(
            min(self.from_ms, batch.taken_at_ms),
            max(self.to_ms, batch.taken_at_ms),
            self.samples + batch.samples,
            self.batches + 1,
        )


@dataclass(frozen=True, slots=True)
class Losses:
    """Everything that was lost and has not been told yet."""

    drops: Mapping[str, Drop] = field(default_factory=dict)
    set_aside: tuple[tuple[str, str], ...] = ()

    def with_batches(self, reason: str, batches: Sequence[Waiting]) -> Losses:
        """With these batches lost as well."""
        drops = dict(self.drops)
        for batch in batches:
            drops[reason] = drops.get(reason, Drop(batch.taken_at_ms, batch.taken_at_ms, 0, 0)).and_also(batch)
        return replace(self, drops=drops)

    def with_file(self, name: str, reason: str) -> Losses:
        """With a file set aside as well."""
        return replace(self, set_aside=(*self.set_aside, (name, reason)))

    def events(self) -> list[Event]:
        """What to tell."""
        told = [
            SPOOL_DROPPED(
                reason=reason,
                from_ms=str(drop.from_ms),
                to_ms=str(drop.to_ms),
                samples=str(drop.samples),
                batches=str(drop.batches),
            )
            for reason, drop in self.drops.items()
        ]
        return told + [SPOOL_SET_ASIDE(file=name, reason=reason) for name, reason in self.set_aside]

    def to_bytes(self) -> bytes:
        """As remembered on disk until it has been told."""
        drops = {reason: [drop.from_ms, drop.to_ms, drop.samples, drop.batches] for reason, drop in self.drops.items()}
        return json.dumps({"drops": drops, "set_aside": self.set_aside}).encode()

    @classmethod
    def from_bytes(cls, kept: bytes | None) -> Losses:
        """What was remembered."""
        if kept is None:
            return cls()
        said = json.loads(kept)
        drops = {reason: Drop(*numbers) for reason, numbers in said["drops"].items()}
        return cls(drops, tuple((name, reason) for name, reason in said["set_aside"]))
