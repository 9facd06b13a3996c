"""Another role for a user, or none at all."""

from __future__ import annotations

import pytest

from collector.school import NOW, School
from schoolwacht_collector.books.people import User
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.change_users import set_role, shut_out


@pytest.fixture
def users(school: School) -> School:
    for name, role in (("els", "admin"), ("jan", "viewer")):
        school.ledger.write(lambda books, n=name, r=role: books.people.put(User(n, r, "hash", created_at=NOW)))  # type: ignore[misc]
    return school


def test_a_user_gets_another_role_and_the_trail_says_so(users: School) -> None:
    changed = users.ledger.write(lambda books: set_role(books, "jan", "coordinator", "els", NOW))
    assert changed.role == "coordinator"
    assert changed.password_hash == "hash"
    (deed,) = users.ledger.read(lambda books: books.audit.newest(9))
    assert (deed.who, deed.action, deed.subject, deed.details) == ("els", "user.role", "jan", "coordinator")


def test_who_is_shut_out_is_gone_with_every_session_and_the_trail_keeps_the_name(users: School) -> None:
    users.ledger.write(lambda books: books.people.add_session("secret", "jan", NOW.replace(year=2030)))
    left = users.ledger.write(lambda books: shut_out(books, "jan", "els", NOW))
    assert (left.name, left.role, left.password_hash) == ("jan", "none", "")
    assert users.ledger.read(lambda books: books.people.user("jan")) is None
    (deed,) = users.ledger.read(lambda books: books.audit.newest(9))
    assert (deed.action, deed.subject) == ("user.shut_out", "jan")
    users.ledger.write(lambda books: books.people.put(User("jan", "viewer", "other", created_at=NOW)))
    assert users.ledger.read(lambda books: books.people.session("secret", NOW)) is None


def test_the_last_administrator_stays_one(users: School) -> None:
    for change in (lambda b: shut_out(b, "els", "els", NOW), lambda b: set_role(b, "els", "viewer", "els", NOW)):
        with pytest.raises(BadRequest, match="last administrator"):
            users.ledger.write(change)
    users.ledger.write(lambda books: set_role(books, "jan", "admin", "els", NOW))
    users.ledger.write(lambda books: shut_out(books, "els", "jan", NOW))


def test_somebody_unknown_is_told_so(users: School) -> None:
    with pytest.raises(BadRequest, match="no user 'piet'"):
        users.ledger.write(lambda books: set_role(books, "piet", "viewer", "els", NOW))
