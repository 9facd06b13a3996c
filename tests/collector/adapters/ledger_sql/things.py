"""Devices, batches and alerts for tests of the ledger, as short as they can be said."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import BatchKey, KnownDictionary, PackedFrame
from schoolwacht_collector.books.devices import Certificate
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.message import Percent, say
from schoolwacht_collector.domain.series import Dictionary, Shape

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
SPOOL = bytes(range(16))
CPU = Dictionary(2**64 - 5, (Shape("cpu", (("cpu", "cpu-total"),), ("usage_idle", "usage_user"), (2, 2)),))
DISK = Dictionary(7, (Shape("disk", (("path", "/"),), ("used",), (0,)), Shape("mem", (), ("used",), (0,))))


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def device(name: str = "pc-1", **changes: Any) -> Device:  # noqa: ANN401 - as the fields are
    made = Device(f"id-{name}", name, "Kerkstraat", "lok-12", DeviceClass.SHARED, DeviceState.ACTIVE, NOW)
    return replace(made, **changes)


def certificate(serial: str, of: str = "pc-1", **changes: Any) -> Certificate:  # noqa: ANN401 - as the fields are
    made = Certificate(serial, f"id-{of}", f"key-{of}", NOW, later(1_000_000), None, b"der")
    return replace(made, **changes)


def enrol(books: Books, *names: str) -> list[int]:
    """Adds devices with a certificate each, serial number "s-" and the name; gives their numbers in the ledger."""
    numbers = []
    for name in names:
        books.devices.add(device(name))
        books.devices.add_certificate(certificate(f"s-{name}", of=name))
        caller = books.devices.caller(f"s-{name}")
        assert caller is not None
        numbers.append(caller.number)
    return numbers


def key(number: int, sequence: int, spool: bytes = SPOOL) -> BatchKey:
    return BatchKey(number, spool, sequence)


def frame(number: int, dictionary: KnownDictionary, at_ms: int, *numbers: int) -> PackedFrame:
    cells = struct.pack(f"<{len(numbers)}q", *numbers)
    return PackedFrame(number, dictionary, at_ms, cells, "pc-then", "Kerkstraat", "lok-then")


def receive(books: Books, number: int, sequence: int, at_ms: int = 1_000) -> None:
    """Records one batch with one frame, as record_batch does."""
    known = books.batches.add_dictionary(number, CPU, NOW)
    one = frame(number, known, at_ms, 9_900, 100)
    books.batches.record([(key(number, sequence), b"digest")], NOW)
    books.inbox.put_frames([one])
    books.batches.newest([one])
    books.devices.heard([(number, at_ms, 0)])


def receiving(number: int, sequence: int, at_ms: int = 1_000) -> Callable[[Books], None]:
    """The same as work for the ledger."""
    return lambda books: receive(books, number, sequence, at_ms)


def setting(name: str, value: str = "1") -> Callable[[Books], None]:
    """Small work for the ledger."""
    return lambda books: books.settings.put(name, value)


def finding(name: str = "pc-1", part: str = "/", value: float = 91.5) -> Finding:
    subject = Subject(f"id-{name}" if name else "", part)
    return Finding(
        subject,
        Severity.WARNING,
        say("{volume} is {used} full", volume=part, used=Percent(value)),
        say("Free some space on {volume}", volume=part),
        value,
        90.0,
    )


def alert(
    name: str = "pc-1",
    state: AlertState = AlertState.PENDING,
    **changes: Any,  # noqa: ANN401 - as the fields are
) -> Alert:
    found = finding(name)
    return replace(Alert(0, "disk_full", found.subject, state, found, NOW), **changes)
