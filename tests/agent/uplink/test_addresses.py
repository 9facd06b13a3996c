from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.identity import Identity
from schoolwacht_agent.uplink.addresses import MOST_ADDRESSES, AddressBook, checked

TOKEN, NEW, NEWER = "old.school.be:7443", "new.school.be:7443", "[2001:db8::1]:7443"
ME = Identity("device", (TOKEN,), "issuer", "key", "certificate", "2000-01-01", "2030-01-01", 0)


def test_what_is_offered_is_tried_first_and_what_is_known_stays_behind_it(tmp_path: Path) -> None:
    book = AddressBook(tmp_path, ME)
    assert book.offer([NEW, NEWER])
    assert book.all() == (NEW, NEWER, TOKEN)
    assert not (tmp_path / "addresses.json").exists()


def test_an_offer_counts_once_somebody_answered_there(tmp_path: Path) -> None:
    book = AddressBook(tmp_path, ME)
    book.offer([NEW])
    book.answered(TOKEN)
    assert AddressBook(tmp_path, ME).all() == (TOKEN,)
    book.answered(NEW)
    assert AddressBook(tmp_path, ME).all() == (NEW, TOKEN)


def test_what_worked_stays_behind_an_offer_where_nobody_ever_answers(tmp_path: Path) -> None:
    book = AddressBook(tmp_path, ME)
    book.offer([NEW])
    book.answered(NEW)
    book.offer(["nowhere.example:1"])
    assert book.all() == ("nowhere.example:1", NEW, TOKEN)
    again = AddressBook(tmp_path, ME)
    again.recall(["nowhere.example:1"])
    assert again.all() == ("nowhere.example:1", NEW, TOKEN)


def test_an_offer_that_is_taken_back_is_forgotten(tmp_path: Path) -> None:
    book = AddressBook(tmp_path, ME)
    book.offer([NEW])
    book.answered(NEW)
    book.offer([NEWER])
    assert not book.offer([NEW])
    assert book.all() == (NEW, TOKEN)


def test_the_same_offer_again_is_no_news(tmp_path: Path) -> None:
    book = AddressBook(tmp_path, ME)
    assert book.offer([NEW])
    assert not book.offer([NEW])
    book.answered(NEW)
    assert not book.offer([NEW])
    assert not book.offer([])
    assert book.all() == (NEW, TOKEN)


@pytest.mark.parametrize("said", ["", "no port", "x:0", "x:99999", "http://x:1", "a b:1", "x:1/../..", "\x00:1", "é:1"])
def test_what_is_no_address_is_left_out_and_the_rest_counts(tmp_path: Path, said: str) -> None:
    book = AddressBook(tmp_path, ME)
    assert not book.offer([said])
    assert book.all() == (TOKEN,)
    assert book.offer([said, NEW])
    assert book.all() == (NEW, TOKEN)


def test_a_thousand_addresses_are_eight() -> None:
    assert len(checked(f"c{number}:7443" for number in range(1000))) == MOST_ADDRESSES


def test_a_new_token_counts_and_what_was_known_before_it_does_not(tmp_path: Path) -> None:
    book = AddressBook(tmp_path, ME)
    book.offer([NEW])
    book.answered(NEW)
    enrolled = replace(ME, addresses=("other.school.be:7443",))
    book.use(enrolled)
    assert book.all() == ("other.school.be:7443",)
    after_a_restart = AddressBook(tmp_path, enrolled)
    after_a_restart.recall([NEW])
    assert after_a_restart.all() == ("other.school.be:7443",)


def test_a_renewal_changes_no_address(tmp_path: Path) -> None:
    book = AddressBook(tmp_path, ME)
    book.offer([NEW])
    book.answered(NEW)
    book.use(replace(ME, key="another", certificate="another"))
    assert book.all() == (NEW, TOKEN)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"token": 1}', b'{"token": [], "issuer": "x"}'])
def test_a_broken_file_leaves_the_token(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "addresses.json").write_bytes(content)
    assert TOKEN in AddressBook(tmp_path, ME).all()


def test_a_disk_that_takes_nothing_does_not_stop_the_agent(tmp_path: Path) -> None:
    book = AddressBook(tmp_path / "gone", ME)
    book.offer([NEW])
    book.answered(NEW)
    assert book.all() == (NEW, TOKEN)


@given(st.lists(st.lists(st.text(max_size=30) | st.sampled_from([NEW, NEWER, TOKEN, "x:1"]), max_size=12), max_size=6))
def test_whatever_is_offered_the_token_stays(tmp_path_factory: pytest.TempPathFactory, offers: list[list[str]]) -> None:
    book = AddressBook(tmp_path_factory.mktemp("book"), ME)
    for offer in offers:
        book.offer(offer)
        assert TOKEN in book.all()
        assert len(book.all()) <= 2 * MOST_ADDRESSES + 1


def test_the_file_holds_no_key(tmp_path: Path) -> None:
    book = AddressBook(tmp_path, replace(ME, key="SECRET"))
    book.offer([NEW])
    book.answered(NEW)
    text = (tmp_path / "addresses.json").read_text()
    assert "SECRET" not in text
    assert json.loads(text)["worked"] == [NEW]
