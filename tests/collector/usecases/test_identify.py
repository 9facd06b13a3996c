"""Who a machine is: at enrolment, and while it reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from collector.domain.identity_situations import DELL, FULL, HP, INSIDE, signs
from collector.school import NOW, School, device, ms
from collector.usecases.test_enrol_host import CA, application, devices, enrol, token
from schoolwacht_collector.books.batches import BatchKey
from schoolwacht_collector.books.facts import Cells
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.identity_matching import Why
from schoolwacht_collector.domain.identity_signs import Signs
from schoolwacht_collector.domain.incoming import IncomingTable, Outcome
from schoolwacht_collector.usecases.enrol_host import Admission
from schoolwacht_collector.usecases.identify import HEARD_NOW, watch_report
from schoolwacht_collector.usecases.manage_devices import approve, retire
from schoolwacht_collector.usecases.record_batch import Incoming, record
from schoolwacht_collector.usecases.tell_identity import open_questions

LATER = NOW + timedelta(hours=12)
COPY = signs(DELL, INSIDE, {"disk_serial": "d2", "onboard_mac": "m2"})


@pytest.fixture(autouse=True)
def _fresh_authority() -> None:
    CA.signed.clear()


def joins(
    school: School, key: str, shown: Signs = FULL, now: datetime = LATER, proof: tuple[bytes, bytes] = (b"", b"")
) -> Admission:
    return enrol(school, replace(application(key, proof=proof), signs=shown), now)


def asked(school: School) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who is asked about, with candidates and reasons."""
    found = school.ledger.read(open_questions)
    return [(one.device_id, [(c.device_id, c.reason.value) for c in one.candidates]) for one, _ in found]


def get(school: School, device_id: str) -> Device:
    found = school.ledger.read(lambda books: books.devices.get(device_id))
    assert found is not None
    return found


def heard(school: School, admission: Admission, at: datetime) -> None:
    school.ledger.write(lambda books: books.devices.change(admission.device_id, {"last_seen": at}))


def reports(school: School, device_id: str, shown: Signs, at: datetime = LATER) -> None:
    rows: Mapping[str, Cells] = {
        str(number): {"signal": one.kind, "value": one.value} for number, one in enumerate(sorted(shown.all))
    }
    school.ledger.write(lambda books: watch_report(books, get(school, device_id), rows, at))


def is_revoked(school: School, serial: str) -> bool:
    caller = school.ledger.read(lambda books: books.devices.caller(serial))
    return caller is not None and caller.revoked


def actions(school: School) -> list[str]:
    return [deed.action for deed in school.ledger.read(lambda books: books.audit.newest(50))]


def test_known_hardware_without_its_key_waits_until_a_person_tells(school: School) -> None:
    token(school, uses_left=2)
    first = joins(school, "key-1")
    again = joins(school, "key-2")

    assert again.signed is None
    assert get(school, again.device_id).state is DeviceState.PENDING
    assert asked(school) == [(again.device_id, [(first.device_id, "same_hardware")])]
    assert "device.ask" in actions(school)


def test_it_waits_as_long_as_it_asks_and_spends_one_use(school: School) -> None:
    token(school, uses_left=2)
    joins(school, "key-1")
    for _ in range(3):
        assert joins(school, "key-2").signed is None
    assert len(devices(school)) == 2


def test_known_hardware_with_its_key_is_the_same_device(school: School) -> None:
    token(school, uses_left=2)
    first = joins(school, "key-1")
    assert first.signed is not None
    proof = (first.signed.der, b"key-1 signs key-2")
    again = joins(school, "key-2", proof=proof)

    assert again.device_id == first.device_id
    assert again.signed is not None


def test_a_copied_key_on_other_hardware_does_not_become_the_device_that_is_at_work(school: School) -> None:
    token(school, uses_left=2)
    first = joins(school, "key-1")
    assert first.signed is not None
    heard(school, first, LATER)
    proof = (first.signed.der, b"key-1 signs key-2")
    copy = joins(school, "key-2", COPY, proof=proof)

    assert copy.device_id != first.device_id
    assert copy.signed is not None
    assert asked(school) == []


def test_a_machine_of_other_hardware_is_new_and_waits_for_nobody(school: School) -> None:
    token(school, uses_left=2)
    joins(school, "key-1")

    assert joins(school, "key-2", COPY).signed is not None


def test_a_retired_device_that_comes_back_is_asked_about(school: School) -> None:
    token(school, uses_left=2)
    first = joins(school, "key-1")
    school.ledger.write(lambda books: retire(books, get(school, first.device_id), "me", NOW))
    again = joins(school, "key-2")

    assert asked(school) == [(again.device_id, [(first.device_id, "retired_comes_back")])]


def test_who_is_approved_by_hand_is_not_asked_about_any_more(school: School) -> None:
    token(school, uses_left=2)
    joins(school, "key-1")
    again = joins(school, "key-2")
    school.ledger.write(lambda books: approve(books, get(school, again.device_id), "me", NOW))

    assert asked(school) == []
    assert joins(school, "key-2").signed is not None


def test_in_a_room_that_resets_a_machine_is_its_device_at_every_start_and_spends_nothing(school: School) -> None:
    token(school, resets=True)
    first = joins(school, "key-0")
    for day in range(1, 5):
        again = joins(school, f"key-{day}", now=NOW + timedelta(hours=day))
        assert again.device_id == first.device_id
        assert again.signed is not None
    assert len(devices(school)) == 1
    assert actions(school).count("device.reset") == 4


def test_there_the_keys_of_before_are_worth_nothing_any_more(school: School) -> None:
    token(school, resets=True)
    joins(school, "key-1")
    joins(school, "key-2", now=NOW + timedelta(hours=1))
    revoked = [is_revoked(school, f"serial-key-{n}") for n in (1, 2)]

    assert revoked == [True, False]


def test_there_a_machine_that_starts_again_at_once_waits_until_its_device_is_quiet(school: School) -> None:
    token(school, resets=True, uses_left=2)
    first = joins(school, "key-1", now=NOW)
    heard(school, first, NOW)
    waiting = joins(school, "key-2", now=NOW + timedelta(minutes=1))
    assert waiting.signed is None
    assert asked(school) == [(waiting.device_id, [(first.device_id, "still_heard")])]

    quiet = joins(school, "key-2", now=NOW + HEARD_NOW)
    assert quiet.device_id == first.device_id
    assert quiet.signed is not None
    assert [one.device_id for one in devices(school)] == [first.device_id]


@pytest.mark.parametrize(
    "changes",
    [{"room": "08"}, {"site": "Noord"}, {"device_class": DeviceClass.SERVER}, {"device_class": DeviceClass.STAFF}],
)
def test_such_a_token_takes_up_no_device_of_another_room_or_kind(school: School, changes: dict[str, object]) -> None:
    token(school, resets=True, uses_left=2)
    first = joins(school, "key-1")
    school.ledger.write(lambda books: books.devices.change(first.device_id, changes))

    assert joins(school, "key-2").signed is None


def test_other_hardware_under_a_certificate_is_asked_about_and_reports_on(school: School) -> None:
    school.add(device("pc"))
    reports(school, "pc", FULL)
    reports(school, "pc", COPY)

    assert asked(school) == [("pc", [("pc", "key_in_other_hardware")])]
    assert get(school, "pc").state is DeviceState.ACTIVE
    assert get(school, "pc").cloned_at is None


def test_two_machines_that_take_turns_with_one_key_are_a_copy(school: School) -> None:
    school.add(device("pc"))
    for shown in (FULL, COPY, FULL):
        reports(school, "pc", shown)

    assert get(school, "pc").cloned_at == LATER


def test_two_devices_that_swapped_disks_are_both_asked_about(school: School) -> None:
    other = signs(DELL, {"disk_serial": "d2", "onboard_mac": "m2", "system_id": "i2"})
    for name, shown in (("a", FULL), ("b", other)):
        school.add(device(name))
        reports(school, name, shown)
    reports(school, "a", signs(DELL, INSIDE, {"onboard_mac": "m2"}))

    assert asked(school) == [("a", [("a", Why.DISKS_SWAPPED.value), ("b", "same_hardware")])]


@pytest.mark.parametrize("shown", [signs(HP, INSIDE, {"disk_serial": "d2"}), Signs(), signs(INSIDE)])
def test_a_new_disk_and_missing_rights_are_nothing_to_ask_about(school: School, shown: Signs) -> None:
    school.add(device("pc"))
    reports(school, "pc", FULL)
    reports(school, "pc", shown)

    assert asked(school) == []


def test_signs_in_a_batch_are_looked_at_and_the_batch_is_stored(school: School) -> None:
    pc = device("pc")
    number = school.add(pc)
    for sequence, shown in ((1, FULL), (2, COPY)):
        rows = {f"{one.kind} {one.value}": {"signal": one.kind, "value": one.value} for one in shown.all}
        taken_at = ms(NOW) + sequence
        table = IncomingTable("identity_signals", taken_at, True, rows, (), b"", bytes([sequence]))
        batch = Incoming(pc, BatchKey(number, b"s" * 16, sequence), bytes([sequence]) * 32, NOW, 0, tables=[table])
        answers = school.ledger.write(partial(record, group=[batch]))
        assert [answer.outcome for answer in answers] == [Outcome.STORED]

    assert asked(school) == [("pc", [("pc", "key_in_other_hardware")])]
    assert len(school.ledger.read(lambda books: books.facts.rows("pc", "identity_signals"))) == len(COPY.all)
