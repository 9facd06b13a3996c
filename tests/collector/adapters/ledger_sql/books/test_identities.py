"""By what machines are known again, and questions about who is who."""

from __future__ import annotations

from collector.adapters.ledger_sql.things import NOW, device, later
from collector.domain.identity_situations import DELL, FULL, signs
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.books.devices import Certificate
from schoolwacht_collector.books.identities import Merge, Moment, Question
from schoolwacht_collector.domain.identity_likeness import Likeness
from schoolwacht_collector.domain.identity_matching import Candidate, Why
from schoolwacht_collector.domain.identity_signs import Signs

CANDIDATES = (Candidate("id-pc-2", Likeness.SAME_HARDWARE), Candidate("id-pc-3", Why.STILL_HEARD))
MERGE = Merge("id-pc-2", "id-pc-1", ("key-1",), "active", "pending", (("serial", "1"),), (("mac", "2"),))


def test_signs_are_kept_and_replaced(books: SqlBooks) -> None:
    books.devices.add(device("pc-1"))
    books.identities.keep_signs("id-pc-1", FULL)
    assert books.identities.signs("id-pc-1") == FULL
    books.identities.keep_signs("id-pc-1", signs(DELL))
    assert books.identities.signs("id-pc-1") == signs(DELL)
    books.identities.keep_signs("id-pc-1", Signs())
    assert books.identities.signs("id-pc-1") == Signs()


def test_who_shares_a_number_is_found_with_all_signs(books: SqlBooks) -> None:
    for name, shown in (("pc-1", FULL), ("pc-2", signs(DELL))):
        books.devices.add(device(name))
        books.identities.keep_signs(f"id-{name}", shown)

    assert books.identities.alike(signs({"disk_serial": "d1"})) == {"id-pc-1": FULL}
    assert books.identities.alike(signs({"container": "docker"})) == {}


def test_a_question_comes_back_as_it_was_put(books: SqlBooks) -> None:
    books.devices.add(device("pc-1"))
    question = Question("id-pc-1", Moment.REPORTING, CANDIDATES, NOW, FULL)
    books.identities.put(question)
    assert books.identities.question("id-pc-1") == question
    answered = Question("id-pc-1", Moment.JOINING, CANDIDATES, NOW, FULL, "same", later(1), "me", MERGE)
    books.identities.put(answered)
    assert books.identities.questions() == [answered]
    books.identities.drop("id-pc-1")
    assert books.identities.question("id-pc-1") is None


def test_a_deleted_device_takes_its_signs_and_question_along(books: SqlBooks) -> None:
    books.devices.add(device("pc-1"))
    books.identities.keep_signs("id-pc-1", FULL)
    books.identities.put(Question("id-pc-1", Moment.JOINING, CANDIDATES, NOW))
    books.devices.delete("id-pc-1")

    assert books.identities.alike(FULL) == {}
    assert books.identities.questions() == []


def test_keys_go_over_with_their_certificates_and_others_are_revoked(books: SqlBooks) -> None:
    for name in ("pc-1", "pc-2"):
        books.devices.add(device(name))
        books.devices.add_certificate(Certificate(f"s-{name}", f"id-{name}", f"key-{name}", NOW, later(9)))
    books.tokens.apply("key-waiting", "id-pc-1", "t", NOW)
    keys = books.identities.keys("id-pc-1")
    assert keys == ["key-pc-1", "key-waiting"]
    books.identities.hand_over(keys, "id-pc-2")
    books.identities.revoke_others("id-pc-2", keys, later(1))

    assert books.tokens.application("key-waiting") == "id-pc-2"
    assert {one.serial: one.revoked_at for one in books.devices.certificates("id-pc-2")} == {
        "s-pc-1": None,
        "s-pc-2": later(1),
    }
    books.identities.unrevoke("id-pc-2", later(1))
    assert [one.revoked_at for one in books.devices.certificates("id-pc-2")] == [None, None]
