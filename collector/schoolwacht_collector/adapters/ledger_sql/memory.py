"""What the books remember between transactions, so that hot paths ask the file once: numbers never change hands.

The writer has a memory of its own and forgets all of it whenever something is rolled back, because it may have learnt
numbers that then never came to be. Readers share another one, which only ever holds what was committed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from schoolwacht_collector.domain.series import Dictionary

_AT_MOST = 50_000
"""Entries of one kind. A municipality has 5,000 devices with a few dictionaries and spools each."""


@dataclass(slots=True)
class Memory:
    """Numbers of devices, spools and dictionaries."""

    device_ids: dict[int, str] = field(default_factory=dict)
    spools: dict[tuple[int, bytes], int] = field(default_factory=dict)
    dictionaries: dict[int, Dictionary] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    """Numbers of dictionaries that are in the file for certain."""

    def forget(self) -> None:
        """Forgets everything: some of it may have been rolled back."""
        self.device_ids.clear()
        self.spools.clear()
        self.dictionaries.clear()
        self.kept.clear()

    def keep_small(self) -> None:
        """Forgets a kind that has grown too big; what is needed is asked again."""
        for kind in (self.device_ids, self.spools, self.dictionaries, self.kept):
            if len(kind) > _AT_MOST:
                kind.clear()
