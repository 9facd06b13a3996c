"""Certificates: who is behind a serial number, and who may no longer call."""

from __future__ import annotations

from collector.adapters.ledger_sql.things import certificate, device, enrol, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks


def test_a_serial_number_leads_to_its_device(books: SqlBooks) -> None:
    one, two = enrol(books, "pc-1", "pc-2")
    caller = books.devices.caller("s-pc-2")
    assert caller is not None
    assert (caller.number, caller.device, caller.serial, caller.revoked) == (two, device("pc-2"), "s-pc-2", False)
    assert one != two


def test_an_unknown_serial_number_leads_nowhere(books: SqlBooks) -> None:
    enrol(books, "pc-1")
    assert books.devices.caller("s-other") is None


def test_a_revoked_certificate_shows_as_revoked_and_keeps_its_first_moment(books: SqlBooks) -> None:
    enrol(books, "pc-1", "pc-2")
    books.devices.revoke_certificates("id-pc-1", later(5))
    books.devices.revoke_certificates("id-pc-1", later(9))
    revoked, other = books.devices.caller("s-pc-1"), books.devices.caller("s-pc-2")
    assert revoked is not None
    assert other is not None
    assert (revoked.revoked, other.revoked) == (True, False)
    assert [one.revoked_at for one in books.devices.certificates("id-pc-1")] == [later(5)]


def test_the_certificate_of_a_deleted_device_leads_nowhere(books: SqlBooks) -> None:
    enrol(books, "pc-1")
    books.devices.delete("id-pc-1")
    assert books.devices.caller("s-pc-1") is None


def test_certificates_come_newest_first_and_whole(books: SqlBooks) -> None:
    books.devices.add(device("pc-1"))
    old, new = certificate("1"), certificate("2", issued_at=later(1), revoked_at=later(2), der=b"\x30\x00")
    for one in (new, old):
        books.devices.add_certificate(one)
    assert books.devices.certificates("id-pc-1") == [new, old]
