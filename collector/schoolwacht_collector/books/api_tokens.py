"""Tokens with which programs use the interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ApiScope(StrEnum):
    """What a token may do; each may do what the ones before it may.

    `read` looks at everything that is not about users. `write` does what a coordinator does. `admin` also sees to
    users, tokens of the interface and the audit trail.
    """

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def covers(self, wanted: ApiScope) -> bool:
        """Whether this is enough for what asks for the wanted scope."""
        order = list(ApiScope)
        return order.index(self) >= order.index(wanted)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A right to use the interface. Only the hash of the token is kept; `token_id` is the part that may be shown.

    `site` empty means the whole school. Without `expires_at` it lasts until it is revoked.
    """

    token_id: str
    name: str
    secret_hash: str
    scope: ApiScope
    site: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def works(self, now: datetime) -> bool:
        """Whether it still lets anybody in."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class ApiTokenBook(Protocol):
    """Which programs may use the interface."""

    def add(self, token: ApiToken) -> None:
        """A new token."""

    def get(self, token_id: str) -> ApiToken | None:
        """One token."""

    def by_secret(self, secret_hash: str) -> ApiToken | None:
        """The token with this hash."""

    def all(self) -> Sequence[ApiToken]:
        """Every token, newest first; revoked ones too."""

    def used(self, token_id: str, now: datetime) -> None:
        """Notes that it was used."""

    def revoke(self, token_id: str, now: datetime) -> bool:
        """Ends it; False when it had ended that way before, or is unknown."""
