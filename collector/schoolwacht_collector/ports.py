"""What the use cases need from the outside world, as protocols. Their docstrings are the contract.

`SeriesStore` keeps time series. `Ledger` keeps everything else, in transactions; inside one, `Books` gives the
chapters of the ledger. `Notifier` tells people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.series import Entry, Refusal, Series, Window

Result = TypeVar("Result")


class Busy(Exception):  # noqa: N818 - a state of a part, not a failure
    """The part is behind or away. Nothing may be assumed stored; the same entries must be offered again."""


class SeriesStore(Protocol):
    """Keeps numbers over time. Implementations: memory, embedded SQLite, InfluxDB."""

    def append(self, entries: Sequence[Entry]) -> Sequence[Refusal]:
        """Keeps entries durably before it returns. The same entry twice is kept once.

        Returns what can never be kept, with reasons; all other entries are stored. Raises Busy when it cannot tell,
        or is away: then any part may be stored, and offering all entries again is right and harmless.
        """

    def window(self, wanted: Window) -> Sequence[Series]:
        """One series for each device and tag set that has points in the window; order: device_id, then tags.

        Raises Busy when the store does not answer.
        """

    def marks(self, measurement: str, since_ms: int, until_ms: int) -> Sequence[Entry]:
        """The marks of one measurement in a window, oldest first."""

    def health(self) -> str:
        """One line about the store: kind, version, size or address. Raises Busy when it does not answer."""


class SeriesRoller(Protocol):
    """Turns the points of a series store into hours and days, beside the one process that appends to it."""

    def roll(self, until_ms: int) -> int:
        """Rolls up hours that ended by then and changed since; a portion at a time. Returns how many, 0: none is left.

        A kill at any moment loses nothing: what was not finished is done again. Raises Busy when it cannot now.
        """

    def prune(self, now_ms: int) -> int:
        """Forgets hours and days that were kept long enough; returns how much went."""

    def health(self) -> str:
        """One line about the roll-ups. Raises Busy with what to do."""


class Ledger(Protocol):
    """Keeps facts in transactions. One writer; readers do not wait for it."""

    def write(self, work: Callable[[Books], Result]) -> Result:
        """Runs work in a transaction of its own and returns once that is committed to disk."""

    def submit(self, work: Callable[[Books], Result]) -> Future[Result]:
        """Like write, for callers that cannot wait: the future is done once the transaction is committed."""

    def read(self, work: Callable[[Books], Result]) -> Result:
        """Runs work on one consistent picture of the ledger. Work must not write."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate our authority made. `renew_after` is when the agent should ask for the next one."""

    der: bytes
    serial: str
    key_fingerprint: str
    issued_at: datetime
    expires_at: datetime
    renew_after: datetime


class BadRequest(Exception):  # noqa: N818 - what the other side sent, not a failure of ours
    """What was asked cannot be granted, ever, in this form. The message says why, in words for whoever asked."""


class Authority(Protocol):
    """Signs certificates for agents. Writes the identity itself and ignores what a signing request claims."""

    def key_fingerprint(self, signing_request: bytes) -> str:
        """SHA-256 of the public key in a request (PKCS #10, DER) whose own signature is right. Raises BadRequest."""

    def sign_agent(self, signing_request: bytes, device_id: str, now: datetime) -> Signed:
        """A client certificate for the request's public key and this device. Raises BadRequest."""

    def is_ours(self, certificate: bytes) -> str:
        """The serial number of a client certificate (DER) that we signed, however old. Raises BadRequest."""

    def proves(self, certificate: bytes, signature: bytes, message: bytes) -> bool:
        """Whether the key of a certificate made this signature (ECDSA, SHA-256) over the message."""

    def server_ca(self) -> bytes:
        """The certificate (DER) by which agents know our servers."""


class Notifier(Protocol):
    """Tells people something."""

    def send(self, subject: str, body: str, *, message_id: str) -> None:
        """Hands a message over. A repeat with the same message_id is the same message.

        Raises Busy, with the reason, to be asked again later.
        """
