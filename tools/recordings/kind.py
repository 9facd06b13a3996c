"""What a kind of recording is, and what became of one file of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """How well a recording was read."""

    UNDERSTOOD = "understood"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reader made of one recording.

    Every record of it became a row, was ignored for a coded reason, or is named in `gaps`. An empty file of a tool
    that had nothing to say is an ignored record with the reason `empty`.
    """

    rows: int
    ignored: Mapping[str, int] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Understood when nothing is left over; not at all when nothing was read."""
        if not self.gaps and (self.rows or self.ignored):
            return Verdict.UNDERSTOOD
        return Verdict.PARTLY if self.rows or self.ignored else Verdict.NOT


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of recording: what it is called, which files are of it, and how one is read.

    `belongs` gets the path below the folder of recordings, with forward slashes, and the first 4 KiB; it must not rely
    on the names of single files. `read` gets the whole file and its path below that folder.
    """

    name: str
    belongs: Callable[[str, bytes], bool]
    read: Callable[[bytes, str], Outcome]
