"""Users of the console, their log-in links and sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from collector.adapters.ledger_sql.things import NOW, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.books.people import User

ELS = User("els", "admin", "argon2id-hash", "nl", "dark", NOW)


@pytest.fixture
def people(books: SqlBooks) -> SqlBooks:
    books.people.put(ELS)
    return books


def test_a_user_reads_back_and_is_replaced_whole_but_for_the_moment_of_making(people: SqlBooks) -> None:
    assert people.people.user("els") == ELS
    people.people.put(User("els", "viewer"))
    assert people.people.user("els") == User("els", "viewer", created_at=NOW)
    assert people.people.user("jan") is None


def test_users_come_by_name(people: SqlBooks) -> None:
    people.people.put(replace(ELS, name="an"))
    assert [one.name for one in people.people.users()] == ["an", "els"]


def test_a_link_works_once(people: SqlBooks) -> None:
    people.people.add_link("link", "els", later(10))
    assert [people.people.use_link("link", later(1)) for _ in range(2)] == ["els", None]


def test_a_late_or_unknown_link_does_not_work(people: SqlBooks) -> None:
    people.people.add_link("link", "els", later(10))
    assert people.people.use_link("other", NOW) is None
    assert people.people.use_link("link", later(10)) is None
    assert people.people.use_link("link", NOW) is None


def test_a_session_runs_until_it_ends(people: SqlBooks) -> None:
    people.people.add_session("secret", "els", later(10))
    assert people.people.session("secret", later(9)) == ELS
    assert people.people.session("secret", later(10)) is None
    people.people.end_session("secret")
    assert people.people.session("secret", later(9)) is None


def test_a_new_password_ends_all_sessions_and_links_of_that_user_only(people: SqlBooks) -> None:
    people.people.put(replace(ELS, name="an"))
    for name in ("els", "an"):
        people.people.add_session(f"session-{name}", name, later(10))
        people.people.add_link(f"link-{name}", name, later(10))
    people.people.end_sessions("els")
    assert people.people.session("session-els", NOW) is None
    assert people.people.use_link("link-els", NOW) is None
    assert people.people.session("session-an", NOW) is not None
    assert people.people.use_link("link-an", NOW) == "an"


def test_nobody_logs_in_who_is_not_a_user(people: SqlBooks) -> None:
    with pytest.raises(IntegrityError):
        people.people.add_session("secret", "nobody", later(10))


def test_one_user_keeps_fifty_sessions_the_longest_lasting(people: SqlBooks) -> None:
    for number in range(60):
        people.people.add_session(f"s{number}", "els", later(number))
    running = [number for number in range(60) if people.people.session(f"s{number}", later(-1))]
    assert running == list(range(10, 60))


def test_a_log_in_by_link_sweeps_up_what_has_ended(people: SqlBooks) -> None:
    people.people.add_session("old", "els", later(1))
    people.people.add_link("old", "els", later(1))
    people.people.add_link("link", "els", later(10))
    assert people.people.use_link("link", later(5)) == "els"
    assert people.people.session("old", NOW) is None
    assert people.people.use_link("old", NOW) is None


def test_who_is_removed_leaves_no_session_and_no_link_behind(people: SqlBooks) -> None:
    people.people.add_session("session", "els", later(60))
    people.people.add_link("link", "els", later(60))
    people.people.remove("els")
    people.people.put(ELS)
    assert people.people.session("session", NOW) is None
    assert people.people.use_link("link", NOW) is None
    people.people.remove("nobody")
