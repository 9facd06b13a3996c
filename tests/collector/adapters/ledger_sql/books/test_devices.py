"""Devices: who is who, when they were heard, and what is left when one is deleted."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from collector.adapters.ledger_sql.things import CPU, NOW, alert, device, enrol, frame, key, later, receive
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.books.batches import Quarantined
from schoolwacht_collector.books.facts import Change, DeviceEvent, FactTable
from schoolwacht_collector.domain.alerts import AlertState
from schoolwacht_collector.domain.devices import DeviceClass, DeviceState
from schoolwacht_collector.domain.rule import LimitOverride


def test_a_device_reads_back_as_it_was_written(books: SqlBooks) -> None:
    written = device(
        "pc-1",
        last_seen=later(1),
        agent_version="0.1",
        operating_system="Debian 12",
        serial="ABC",
        clock_offset_ms=-1_500,
        cloned_at=later(2),
    )
    books.devices.add(written)
    assert books.devices.get("id-pc-1") == written
    assert books.devices.get("id-pc-2") is None


def test_the_same_id_cannot_be_added_twice(books: SqlBooks) -> None:
    books.devices.add(device("pc-1"))
    with pytest.raises(IntegrityError):
        books.devices.add(device("pc-1"))


def test_all_devices_are_ordered_by_site_room_and_host(books: SqlBooks) -> None:
    for name, site, room in [("c", "B", "1"), ("b", "A", "2"), ("d", "A", "1"), ("a", "A", "2")]:
        books.devices.add(device(name, site=site, room=room))
    assert [one.host for one in books.devices.all()] == ["d", "a", "b", "c"]


def test_a_retired_device_is_still_listed(books: SqlBooks) -> None:
    books.devices.add(device("pc-1", state=DeviceState.RETIRED))
    assert [one.state for one in books.devices.all()] == [DeviceState.RETIRED]


def test_a_device_is_found_by_the_start_of_its_id_or_its_whole_name_in_any_case(books: SqlBooks) -> None:
    books.devices.add(device("Café-1", device_id="6b1f-1"))
    books.devices.add(device("pc-2", device_id="6b1f-2"))
    books.devices.add(device("pc-3", device_id="77"))
    assert [one.device_id for one in books.devices.find("6b1f")] == ["6b1f-1", "6b1f-2"]
    assert [one.device_id for one in books.devices.find("CAFÉ-1")] == ["6b1f-1"]
    assert books.devices.find("pc") == []


def test_a_percent_sign_is_no_wildcard_when_finding(books: SqlBooks) -> None:
    books.devices.add(device("pc-1"))
    assert books.devices.find("%") == []
    assert books.devices.find("i_-") == []


def test_changes_reach_both_what_is_steady_and_what_is_fleeting(books: SqlBooks) -> None:
    books.devices.add(device("pc-1"))
    changes = {"host": "PC-9", "device_class": DeviceClass.SERVER, "last_seen": later(3), "cloned_at": later(4)}
    books.devices.change("id-pc-1", changes)
    assert books.devices.get("id-pc-1") == device("pc-1", **changes)
    assert [one.host for one in books.devices.find("pc-9")] == ["PC-9"]
    books.devices.change("id-pc-1", {"cloned_at": None})
    assert books.devices.get("id-pc-1") == device("pc-1", **{**changes, "cloned_at": None})


def test_a_change_of_an_unknown_field_is_refused_by_name(books: SqlBooks) -> None:
    books.devices.add(device("pc-1"))
    with pytest.raises(ValueError, match="colour, device_id"):
        books.devices.change("id-pc-1", {"colour": "red", "device_id": "other"})


def test_hearing_devices_notes_the_moment_and_their_clock(books: SqlBooks) -> None:
    one, two = enrol(books, "pc-1", "pc-2")
    books.devices.heard([(one, 60_000, 25), (two, 61_000, -3)])
    heard = books.devices.get("id-pc-1")
    assert heard is not None
    assert heard.last_seen is not None
    assert (heard.last_seen.timestamp(), heard.clock_offset_ms) == (60.0, 25)


def test_hearing_a_device_that_was_deleted_meanwhile_harms_nobody(books: SqlBooks) -> None:
    one, two = enrol(books, "pc-1", "pc-2")
    books.devices.delete("id-pc-1")
    books.devices.heard([(one, 60_000, 0), (two, 60_000, 0)])
    assert [one.last_seen is not None for one in books.devices.all()] == [True]


def test_a_deleted_device_leaves_nothing_but_its_certificates_and_its_key(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    books.tokens.apply("key-pc-1", "id-pc-1", "t", NOW)
    receive(books, number, 1)
    books.facts.put("id-pc-1", FactTable("software", NOW, b"d", 1), {"a": {"name": "Paint", "publisher": "P"}}, [])
    books.facts.note_changes([Change("id-pc-1", "software", "a", "added", NOW, None, {"name": "Paint"})])
    books.facts.add_events([DeviceEvent(b"e", "id-pc-1", "booted", NOW, {})])
    added = books.alerts.add(alert("pc-1", AlertState.OPEN))
    books.outbox.put(added.alert_id, "opened", ["mail"], NOW)
    books.alerts.override(LimitOverride("disk_full", "percent", 80.0, "device", "id-pc-1"))
    books.inbox.quarantine([Quarantined("id-pc-1", "late", NOW, b"")])

    books.devices.delete("id-pc-1")

    assert books.devices.all() == []
    assert (books.inbox.depth(), books.inbox.quarantined(9), books.batches.newest_frames("cpu")) == (0, [], [])
    assert (books.batches.dictionaries(number), books.batches.digests([key(number, 1)])) == ([], {})
    assert (books.facts.tables("id-pc-1"), books.facts.current("software", "id-pc-1")) == ([], [])
    assert (books.facts.changes("id-pc-1", 9), books.facts.events("id-pc-1", 9), books.facts.programs()) == ([], [], [])
    assert (books.alerts.living(), books.alerts.overrides(), books.outbox.due(later(1), 9)) == ([], [], [])
    assert books.tokens.application("key-pc-1") == "id-pc-1"
    assert [one.revoked_at for one in books.devices.certificates("id-pc-1")] == [NOW]


def test_nothing_of_a_deleted_device_can_be_recorded_any_more(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    receive(books, number, 1)
    books.devices.delete("id-pc-1")
    with pytest.raises(IntegrityError):
        books.batches.record([(key(number, 2), b"d")], NOW)


def test_the_number_of_a_deleted_device_is_never_given_to_another(books: SqlBooks) -> None:
    (old,) = enrol(books, "pc-1")
    books.devices.delete("id-pc-1")
    (new,) = enrol(books, "pc-2")
    assert new != old


def test_a_dictionary_of_one_device_survives_the_deletion_of_another(books: SqlBooks) -> None:
    one, two = enrol(books, "pc-1", "pc-2")
    known = books.batches.add_dictionary(two, CPU, NOW)
    books.batches.add_dictionary(one, CPU, NOW)
    books.inbox.put_frames([frame(two, known, 1, 5, 6)])
    books.devices.delete("id-pc-1")
    assert books.inbox.depth() == 1
    assert books.batches.dictionary(two, CPU.key) == known
