"""What a coordinator does to a device, and how it is found by a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from collector.school import NOW, School, device
from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases import manage_devices as manage

Treat = Callable[[Books, Device, str, datetime], Device]


@pytest.fixture(autouse=True)
def _machines(school: School) -> None:
    school.add(device("aaaa-1", host="lok07-pc01"))
    school.add(device("aaab-2", host="lok07-pc02"))


def test_a_device_is_found_by_its_name_or_the_start_of_its_id(school: School) -> None:
    found = [school.ledger.read(lambda books, w=word: manage.device_by(books, w)) for word in ("LOK07-PC01", "aaaa")]  # type: ignore[misc]
    assert [one.device_id for one in found] == ["aaaa-1", "aaaa-1"]


@pytest.mark.parametrize(("word", "why"), [("nobody", "no device is called"), ("aaa", "may be several")])
def test_a_word_that_means_none_or_several_is_told(school: School, word: str, why: str) -> None:
    with pytest.raises(BadRequest, match=why):
        school.ledger.read(lambda books: manage.device_by(books, word))


def test_a_device_is_moved_and_it_is_noted_who_did_it(school: School) -> None:
    changes = {"room": "12", "device_class": "staff"}
    moved = school.ledger.write(lambda books: manage.place(books, device("aaaa-1"), changes, "an", NOW))
    assert (moved.room, moved.device_class, moved.site) == ("12", DeviceClass.STAFF, "Zuid")
    (deed,) = school.ledger.read(lambda books: books.audit.newest(10))
    assert (deed.who, deed.action, deed.subject) == ("an", "device.set", "aaaa-1")


def test_an_unknown_class_is_refused_with_the_ones_there_are(school: School) -> None:
    with pytest.raises(BadRequest, match="server, shared"):
        school.ledger.write(lambda books: manage.place(books, device("aaaa-1"), {"device_class": "toaster"}, "an", NOW))


@pytest.mark.parametrize(
    ("deed", "state"), [(manage.revoke, DeviceState.REVOKED), (manage.retire, DeviceState.RETIRED)]
)
def test_a_device_that_is_shut_out_is_not_let_in(school: School, deed: Treat, state: DeviceState) -> None:
    after = school.ledger.write(lambda books: deed(books, device("aaaa-1"), "an", NOW))
    assert after.state is state
    caller = school.ledger.read(lambda books: books.devices.caller("aaaa-1-serial"))
    assert caller is None or caller.revoked or caller.device.state is not DeviceState.ACTIVE


def test_a_retired_device_comes_back_and_a_revoked_one_does_not(school: School) -> None:
    retired = school.ledger.write(lambda books: manage.retire(books, device("aaaa-1"), "an", NOW))
    back = school.ledger.write(lambda books: manage.approve(books, retired, "an", NOW))
    assert back.state is DeviceState.ACTIVE
    caller = school.ledger.read(lambda books: books.devices.caller("aaaa-1-serial"))
    assert caller is not None
    assert not caller.revoked
    revoked = school.ledger.write(lambda books: manage.revoke(books, device("aaab-2"), "an", NOW))
    with pytest.raises(BadRequest, match="new token"):
        school.ledger.write(lambda books: manage.approve(books, revoked, "an", NOW))


def test_a_deleted_device_is_gone_and_its_alerts_with_it(school: School) -> None:
    number = school.add(device("cccc-3"))
    school.disk(number, 99.0, NOW)
    school.tick(NOW)
    assert [alert.subject.device_id for alert in school.alerts()] == ["cccc-3"]
    school.ledger.write(lambda books: manage.delete(books, device("cccc-3"), "an", NOW))
    assert school.alerts() == []
    states = [mark.fields["state"] for mark in school.marks()]
    assert states == ["open", "solved"]
