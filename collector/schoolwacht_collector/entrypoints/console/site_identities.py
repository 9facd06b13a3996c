"""Who is who, as somebody sees it who belongs to some sites only. A candidate elsewhere is not named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from schoolwacht_collector.books.identities import IdentityBook, Question
from schoolwacht_collector.domain.identity_signs import Signs


class NotYours(Exception):  # noqa: N818 - a state of the visitor
    """The device or alert belongs to another site. For the visitor it does not exist."""


class SiteIdentities:
    """The part of IdentityBook that answers questions. `check` raises NotYours for a device of another site."""

    def __init__(self, book: IdentityBook, check: Callable[[str], None]) -> None:
        self._book = book
        self._check = check

    def signs(self, device_id: str) -> Signs:
        """What a device is known by."""
        self._check(device_id)
        return self._book.signs(device_id)

    def keep_signs(self, device_id: str, signs: Signs) -> None:
        """Replaces what a device is known by."""
        self._check(device_id)
        self._book.keep_signs(device_id, signs)

    def question(self, device_id: str) -> Question | None:
        """The newest question about a device."""
        self._check(device_id)
        return self._book.question(device_id)

    def questions(self) -> Sequence[Question]:
        """The questions about the sites' own devices."""
        return [one for one in self._book.questions() if self._is_mine(one.device_id)]

    def put(self, question: Question) -> None:
        """A question, or its answer."""
        self._check(question.device_id)
        self._book.put(question)

    def keys(self, device_id: str) -> Sequence[str]:
        """Fingerprints of the keys of a device."""
        self._check(device_id)
        return self._book.keys(device_id)

    def hand_over(self, keys: Sequence[str], device_id: str) -> None:
        """From now on these keys are this device's."""
        self._check(device_id)
        self._book.hand_over(keys, device_id)

    def revoke_others(self, device_id: str, keys: Sequence[str], now: datetime) -> None:
        """Revokes the certificates of a device whose keys are not among these."""
        self._check(device_id)
        self._book.revoke_others(device_id, keys, now)

    def unrevoke(self, device_id: str, at: datetime) -> None:
        """Takes back what was revoked at exactly this moment."""
        self._check(device_id)
        self._book.unrevoke(device_id, at)

    def _is_mine(self, device_id: str) -> bool:
        try:
            self._check(device_id)
        except NotYours:
            return False
        return True
