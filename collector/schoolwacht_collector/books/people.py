"""Users of the console, the audit trail, and what the school chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may log in. `password_hash` is argon2id, or empty while only a log-in link works."""

    name: str
    role: str
    password_hash: str = ""
    language: str = ""
    theme: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit trail."""

    at: datetime
    who: str
    action: str
    subject: str
    details: str


class PeopleBook(Protocol):
    """Users of the console and their sessions. Secrets come in as hashes."""

    def user(self, name: str) -> User | None:
        """One user."""

    def users(self) -> Sequence[User]:
        """Every user, by name."""

    def put(self, user: User) -> None:
        """Adds or replaces a user."""

    def remove(self, name: str) -> None:
        """Forgets a user, with their sessions and links. The audit trail keeps the name."""

    def add_link(self, secret_hash: str, user: str, expires_at: datetime) -> None:
        """A log-in link that works once."""

    def use_link(self, secret_hash: str, now: datetime) -> str | None:
        """The user of a link, which is used up by this; None when it is spent, late or unknown."""

    def add_session(self, secret_hash: str, user: str, expires_at: datetime) -> None:
        """Somebody logged in."""

    def session(self, secret_hash: str, now: datetime) -> User | None:
        """Whose session this is, if it still runs."""

    def end_session(self, secret_hash: str) -> None:
        """Somebody logged out."""

    def end_sessions(self, user: str) -> None:
        """Ends all sessions and links of a user: the password was changed."""


class AuditBook(Protocol):
    """Who changed what."""

    def note(self, deed: Deed) -> None:
        """Adds a line."""

    def newest(self, at_most: int) -> Sequence[Deed]:
        """The newest lines."""

    def before(self, number: int | None, at_most: int) -> Sequence[tuple[int, Deed]]:
        """Lines with their numbers, newest first: those before a line, or from the newest on."""


class SettingBook(Protocol):
    """What the school chose, as texts by name."""

    def get(self, name: str, default: str = "") -> str:
        """One setting."""

    def put(self, name: str, value: str) -> None:
        """Sets one."""
