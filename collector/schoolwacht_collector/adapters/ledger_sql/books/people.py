"""Users of the console, their log-in links and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from schoolwacht_collector.adapters.ledger_sql.moments import from_ms_or_none, to_ms, to_ms_or_none
from schoolwacht_collector.adapters.ledger_sql.schema.people import LINKS, SESSIONS, USERS
from schoolwacht_collector.adapters.ledger_sql.upsert import put_row
from schoolwacht_collector.books.people import User

_SESSIONS_OF_ONE = 50
"""Sessions kept for one user, so that a script which logs in all day does not fill the ledger."""


class SqlPeopleBook:
    """Implements PeopleBook."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def user(self, name: str) -> User | None:
        """One user."""
        row = self._connection.execute(select(USERS).where(USERS.c.name == name)).first()
        return None if row is None else _user(row)

    def users(self) -> Sequence[User]:
        """Every user, by name."""
        return [_user(row) for row in self._connection.execute(select(USERS).order_by(USERS.c.name))]

    def put(self, user: User) -> None:
        """Adds or replaces a user. Without a moment, the one at which it was made stays."""
        row: dict[str, object] = {
            "name": user.name,
            "role": user.role,
            "password_hash": user.password_hash,
            "language": user.language,
            "theme": user.theme,
        }
        if user.created_at is not None:
            row["created_at_ms"] = to_ms_or_none(user.created_at)
        put_row(USERS, self._connection, [row])

    def remove(self, name: str) -> None:
        """Forgets a user, with their sessions and links. The audit trail keeps the name."""
        self.end_sessions(name)
        self._connection.execute(delete(USERS).where(USERS.c.name == name))

    def add_link(self, secret_hash: str, user: str, expires_at: datetime) -> None:
        """A log-in link that works once."""
        link = insert(LINKS).values(secret_hash=secret_hash, user_name=user, expires_at_ms=to_ms(expires_at))
        self._connection.execute(link)

    def use_link(self, secret_hash: str, now: datetime) -> str | None:
        """The user of a link, which is used up by this; None when it is spent, late or unknown."""
        late = to_ms(now)
        wanted = select(LINKS.c.user_name).where(LINKS.c.secret_hash == secret_hash, LINKS.c.expires_at_ms > late)
        user: str | None = self._connection.execute(wanted).scalar()
        used = self._connection.execute(delete(LINKS).where(LINKS.c.secret_hash == secret_hash))
        # A log-in is also the moment to sweep up what has ended.
        self._connection.execute(delete(LINKS).where(LINKS.c.expires_at_ms <= late))
        self._connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at_ms <= late))
        return user if used.rowcount == 1 else None

    def add_session(self, secret_hash: str, user: str, expires_at: datetime) -> None:
        """Somebody logged in."""
        session = insert(SESSIONS).values(secret_hash=secret_hash, user_name=user, expires_at_ms=to_ms(expires_at))
        self._connection.execute(session)
        of_user = select(SESSIONS.c.secret_hash).where(SESSIONS.c.user_name == user)
        too_many = of_user.order_by(SESSIONS.c.expires_at_ms.desc()).offset(_SESSIONS_OF_ONE).limit(_SESSIONS_OF_ONE)
        surplus = self._connection.execute(too_many).scalars().all()
        if surplus:
            self._connection.execute(delete(SESSIONS).where(SESSIONS.c.secret_hash.in_(surplus)))

    def session(self, secret_hash: str, now: datetime) -> User | None:
        """Whose session this is, if it still runs."""
        row = self._connection.execute(
            select(USERS)
            .join(SESSIONS, SESSIONS.c.user_name == USERS.c.name)
            .where(SESSIONS.c.secret_hash == secret_hash, SESSIONS.c.expires_at_ms > to_ms(now))
        ).first()
        return None if row is None else _user(row)

    def end_session(self, secret_hash: str) -> None:
        """Somebody logged out."""
        self._connection.execute(delete(SESSIONS).where(SESSIONS.c.secret_hash == secret_hash))

    def end_sessions(self, user: str) -> None:
        """Ends all sessions and links of a user: the password was changed."""
        self._connection.execute(delete(SESSIONS).where(SESSIONS.c.user_name == user))
        self._connection.execute(delete(LINKS).where(LINKS.c.user_name == user))


def _user(row: Row[Any]) -> User:
    return User(row.name, row.role, row.password_hash, row.language, row.theme, from_ms_or_none(row.created_at_ms))
