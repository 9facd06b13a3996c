"""A person tells which machine it is, and may take that back."""

from __future__ import annotations

import pytest

from collector.domain.identity_situations import FULL
from collector.school import NOW, School, device
from collector.usecases.test_enrol_host import CA, application, enrol, token
from collector.usecases.test_identify import COPY, LATER, actions, asked, get, joins, reports
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.manage_devices import delete
from schoolwacht_collector.usecases.tell_identity import same, separate, take_back


@pytest.fixture(autouse=True)
def _fresh_authority() -> None:
    CA.signed.clear()


@pytest.fixture
def pair(school: School) -> tuple[str, str]:
    """The device that was known, and the machine that waits."""
    token(school, uses_left=2)
    return joins(school, "key-1").device_id, joins(school, "key-2").device_id


def tell_same(school: School, machine: str, known: str) -> None:
    school.ledger.write(lambda books: same(books, get(school, machine), get(school, known), "me", LATER))


def undo(school: School, machine: str) -> None:
    school.ledger.write(lambda books: take_back(books, get(school, machine), "me", LATER))


def owner_of(school: School, serial: str) -> tuple[str, bool]:
    caller = school.ledger.read(lambda books: books.devices.caller(serial))
    assert caller is not None
    return caller.device.device_id, caller.revoked


def test_the_same_machine_goes_on_as_the_known_device(school: School, pair: tuple[str, str]) -> None:
    known, machine = pair
    tell_same(school, machine, known)
    admission = joins(school, "key-2")

    assert admission.device_id == known
    assert admission.signed is not None
    assert owner_of(school, "serial-key-1") == (known, True)
    assert owner_of(school, "serial-key-2") == (known, False)
    assert get(school, machine).state is DeviceState.RETIRED
    assert asked(school) == []


def test_the_machine_that_was_left_is_no_candidate_next_time(school: School, pair: tuple[str, str]) -> None:
    known, machine = pair
    tell_same(school, machine, known)
    school.ledger.write(lambda books: books.tokens.withdraw("t"))
    token(school)
    third = joins(school, "key-3")

    assert asked(school) == [(third.device_id, [(known, "same_hardware")])]


def test_another_machine_becomes_a_device_of_its_own(school: School, pair: tuple[str, str]) -> None:
    known, machine = pair
    school.ledger.write(lambda books: separate(books, get(school, machine), "me", LATER))

    assert joins(school, "key-2").device_id == machine
    assert owner_of(school, "serial-key-1") == (known, False)
    assert asked(school) == []


def test_same_is_undone_with_keys_states_and_question(school: School, pair: tuple[str, str]) -> None:
    known, machine = pair
    tell_same(school, machine, known)
    joins(school, "key-2")
    undo(school, machine)

    assert owner_of(school, "serial-key-1") == (known, False)
    assert owner_of(school, "serial-key-2") == (machine, False)
    assert get(school, machine).state is DeviceState.PENDING
    assert asked(school) == [(machine, [(known, "same_hardware")])]
    assert "device.undecide" in actions(school)


def test_separate_is_undone(school: School, pair: tuple[str, str]) -> None:
    known, machine = pair
    school.ledger.write(lambda books: separate(books, get(school, machine), "me", LATER))
    undo(school, machine)

    assert joins(school, "key-2").signed is None
    assert asked(school) == [(machine, [(known, "same_hardware")])]


def test_two_devices_in_use_become_one_also_where_nobody_asked(school: School) -> None:
    token(school, uses_left=2)
    known, machine = joins(school, "key-1").device_id, joins(school, "key-2", COPY).device_id
    tell_same(school, machine, known)
    assert owner_of(school, "serial-key-2") == (known, False)
    undo(school, machine)

    assert owner_of(school, "serial-key-2") == (machine, False)
    assert get(school, machine).state is DeviceState.ACTIVE
    assert asked(school) == []


def test_a_retired_device_that_was_recognised_is_in_use_again(school: School) -> None:
    token(school, uses_left=2)
    known = joins(school, "key-1").device_id
    school.ledger.write(lambda books: books.devices.change(known, {"state": DeviceState.RETIRED}))
    machine = joins(school, "key-2").device_id
    tell_same(school, machine, known)
    assert get(school, known).state is DeviceState.ACTIVE
    undo(school, machine)

    assert get(school, known).state is DeviceState.RETIRED


def test_other_hardware_that_is_the_same_machine_closes_the_question(school: School) -> None:
    school.add(device("pc"))
    for shown in (FULL, COPY):
        reports(school, "pc", shown)
    tell_same(school, "pc", "pc")
    reports(school, "pc", COPY)

    assert asked(school) == []


def test_other_hardware_that_is_another_machine_goes_on_as_a_device_of_its_own(school: School) -> None:
    school.add(device("pc"))
    for shown in (FULL, COPY):
        reports(school, "pc", shown)
    own = school.ledger.write(lambda books: separate(books, get(school, "pc"), "me", LATER))

    assert owner_of(school, "pc-serial") == (own.device_id, False)
    assert get(school, "pc").state is DeviceState.RETIRED
    assert school.ledger.read(lambda books: books.identities.signs("pc")) == FULL
    undo(school, "pc")
    assert owner_of(school, "pc-serial") == ("pc", False)
    assert asked(school) == [("pc", [("pc", "key_in_other_hardware")])]


def test_what_makes_no_sense_is_refused_in_words(school: School, pair: tuple[str, str]) -> None:
    known, machine = pair
    with pytest.raises(BadRequest, match="name two devices"):
        tell_same(school, machine, machine)
    with pytest.raises(BadRequest, match="waits for approval itself"):
        tell_same(school, known, machine)
    with pytest.raises(BadRequest, match="nobody asked"):
        school.ledger.write(lambda books: separate(books, get(school, known), "me", LATER))
    with pytest.raises(BadRequest, match="nothing was answered"):
        undo(school, machine)
    tell_same(school, machine, known)
    with pytest.raises(BadRequest, match="has no key to give"):
        tell_same(school, machine, known)
    school.ledger.write(lambda books: delete(books, get(school, known), "me", NOW))
    with pytest.raises(BadRequest, match="was deleted since"):
        undo(school, machine)


def test_an_agent_that_shows_no_signs_joins_as_ever(school: School) -> None:
    token(school, uses_left=2)
    assert enrol(school, application("key-1")).signed is not None
    assert enrol(school, application("key-2")).signed is not None
