"""By what machines are known again, and what a person must still tell about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from schoolwacht_collector.domain.identity_matching import Candidate
from schoolwacht_collector.domain.identity_signs import Signs


class Moment(StrEnum):
    """When the question came up."""

    JOINING = "joining"
    """A machine asked for a certificate; it waits for the answer."""
    REPORTING = "reporting"
    """A device showed other hardware than before; it reports on meanwhile."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What an answer changed, so that it can be undone."""

    kept: str
    """The device that has the keys now."""
    left: str
    """The device that had them."""
    keys: tuple[str, ...]
    """Fingerprints of the keys that went over."""
    kept_state: str
    left_state: str
    signs: tuple[tuple[str, str], ...] = ()
    """What the device that is left was known by."""
    kept_signs: tuple[tuple[str, str], ...] = ()
    """What the device that has the keys now was known by before."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which machine is this? `answer` is empty, `same` or `separate`."""

    device_id: str
    moment: Moment
    candidates: tuple[Candidate, ...]
    asked_at: datetime
    before: Signs = field(default_factory=Signs)
    """What a reporting device was known by before it changed."""
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    merge: Merge | None = None


class IdentityBook(Protocol):
    """Who was who, who may be who."""

    def signs(self, device_id: str) -> Signs:
        """What a device is known by."""

    def keep_signs(self, device_id: str, signs: Signs) -> None:
        """Replaces what a device is known by."""

    def alike(self, signs: Signs) -> Mapping[str, Signs]:
        """Every device that has at least one of these numbers, with all that it is known by."""

    def question(self, device_id: str) -> Question | None:
        """The newest question about a device, answered or not."""

    def questions(self) -> Sequence[Question]:
        """The newest question about each device, oldest first."""

    def put(self, question: Question) -> None:
        """A new question, or its answer; an earlier one about this device is replaced."""

    def drop(self, device_id: str) -> None:
        """Forgets the question about a device."""

    def keys(self, device_id: str) -> Sequence[str]:
        """Fingerprints of the public keys that a device applied with or has a certificate for."""

    def hand_over(self, keys: Sequence[str], device_id: str) -> None:
        """From now on these keys, their certificates included, are this device's."""

    def revoke_others(self, device_id: str, keys: Sequence[str], now: datetime) -> None:
        """Revokes the certificates of a device whose keys are not among these."""

    def unrevoke(self, device_id: str, at: datetime) -> None:
        """Takes back what was revoked at exactly this moment."""
