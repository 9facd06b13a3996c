"""Users get in the first time by a link that works once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collector.school import NOW, School
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import User
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.manage_users import LINK_LASTS, add_user, first_link, login_link


def test_a_new_user_gets_a_link_that_works_once(school: School) -> None:
    secret = school.ledger.write(lambda books: add_user(books, "an", "coordinator", "me", NOW))
    hashed = hash_of(secret)
    assert school.ledger.write(lambda books: books.people.use_link(hashed, NOW)) == "an"
    assert school.ledger.write(lambda books: books.people.use_link(hashed, NOW)) is None


def test_a_link_ends_after_a_day(school: School) -> None:
    secret = school.ledger.write(lambda books: add_user(books, "an", "viewer", "me", NOW))
    late = NOW + LINK_LASTS + timedelta(seconds=1)
    assert school.ledger.write(lambda books: books.people.use_link(hash_of(secret), late)) is None


def test_a_name_that_is_taken_is_refused(school: School) -> None:
    school.ledger.write(lambda books: add_user(books, "an", "viewer", "me", NOW))
    with pytest.raises(BadRequest, match="already"):
        school.ledger.write(lambda books: add_user(books, "an", "admin", "me", NOW))


def test_a_reset_ends_the_password_and_all_sessions(school: School) -> None:
    def prepare(books: Books) -> None:
        add_user(books, "an", "viewer", "me", NOW)
        books.people.put(User("an", "viewer", password_hash="x"))
        books.people.add_session("s", "an", NOW + timedelta(days=1))

    school.ledger.write(prepare)
    school.ledger.write(lambda books: login_link(books, "an", "me", NOW, reset=True))
    user = school.ledger.read(lambda books: books.people.user("an"))
    assert user is not None
    assert user.password_hash == ""
    assert school.ledger.read(lambda books: books.people.session("s", NOW)) is None


def test_whoever_starts_the_collector_becomes_the_first_admin_once(school: School) -> None:
    for _ in range(2):
        school.ledger.write(lambda books: first_link(books, NOW))
    users = school.ledger.read(lambda books: books.people.users())
    assert [(user.name, user.role) for user in users] == [("admin", "admin")]


def test_a_link_for_nobody_is_refused(school: School) -> None:
    with pytest.raises(BadRequest, match="no user"):
        school.ledger.write(lambda books: login_link(books, "nobody", "me", NOW))
