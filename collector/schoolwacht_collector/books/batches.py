"""What came in: batch keys, dictionaries, newest numbers, and the inbox in front of the series store.

What is made for every batch is a named tuple: made and compared in C, by the thousand a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from schoolwacht_collector.domain.series import Dictionary, Entry, Frame, Mark


class BatchKey(NamedTuple):
    """What makes a batch one batch. `device` is the device's number in the ledger."""

    device: int
    spool_id: bytes
    sequence: int


@dataclass(frozen=True, slots=True)
class KnownDictionary:
    """A dictionary with its number in the ledger."""

    number: int
    dictionary: Dictionary


class PackedFrame(NamedTuple):
    """A frame in the form in which the ledger keeps it: `cells` are its numbers, little-endian, eight bytes each."""

    device: int
    dictionary: KnownDictionary
    taken_at_ms: int
    cells: bytes
    host: str
    site: str
    room: str


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something that still has to reach the series store."""

    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that can never be stored, with the reason."""

    device_id: str
    reason: str
    at: datetime
    body: bytes


class BatchBook(Protocol):
    """What was received before, and the newest numbers."""

    def digests(self, keys: Sequence[BatchKey]) -> Mapping[BatchKey, bytes]:
        """The content hashes of those batches that were recorded before."""

    def record(self, batches: Sequence[tuple[BatchKey, bytes]], now: datetime) -> None:
        """Keeps keys and content hashes of batches."""

    def dictionary(self, device: int, key: int) -> KnownDictionary | None:
        """A dictionary that this device sent before."""

    def dictionaries(self, device: int) -> Sequence[KnownDictionary]:
        """All dictionaries of a device, oldest first."""

    def add_dictionary(self, device: int, dictionary: Dictionary, now: datetime) -> KnownDictionary:
        """Keeps a dictionary; an existing one is given back."""

    def forget_dictionaries(self, device: int, at_most: int) -> Sequence[int]:
        """Forgets what this device used longest ago and the inbox does not need; gives the keys of what went."""

    def newest(self, frames: Sequence[PackedFrame]) -> None:
        """Remembers these as the newest of their device and dictionary, where they are newer.

        Raises Busy when one of the dictionaries was forgotten meanwhile.
        """

    def newest_frames(self, measurement: str) -> Sequence[Frame]:
        """The newest frame of every device and dictionary in which the measurement occurs, oldest first."""

    def prune(self, before: datetime, at_most: int) -> int:
        """Forgets keys received before a moment; gives how many."""


class InboxBook(Protocol):
    """What still has to reach the series store, and what never will."""

    def put_frames(self, frames: Sequence[PackedFrame]) -> None:
        """Queues frames."""

    def put_marks(self, marks: Sequence[Mark]) -> None:
        """Queues marks."""

    def oldest(self, at_most: int) -> Sequence[InboxItem]:
        """The oldest items, in order."""

    def remove(self, numbers: Sequence[int]) -> None:
        """Takes items out: they are stored for certain, or quarantined."""

    def depth(self) -> int:
        """How many wait."""

    def quarantine(self, things: Sequence[Quarantined]) -> None:
        """Sets aside what can never be stored. The oldest go when there are over 10,000."""

    def quarantined(self, at_most: int) -> Sequence[Quarantined]:
        """What was set aside, newest first."""
