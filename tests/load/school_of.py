"""A ledger with many devices, filled directly, for measuring pages."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta
from pathlib import Path

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import PackedFrame
from schoolwacht_collector.books.devices import Certificate
from schoolwacht_collector.books.facts import FactTable
from schoolwacht_collector.books.people import User
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.domain.series import Dictionary, Shape

DISK = Dictionary(
    7,
    (
        Shape(
            "disk",
            (("device", "sda1"), ("fstype", "ext4"), ("mode", "rw"), ("path", "/")),
            ("free", "used_percent"),
            (0, 2),
        ),
    ),
)
SECRET = "a session for measuring"


def furnish(home: Path, devices: int, now: datetime) -> str:
    """Forty machines a room, programs on each, some volumes full; gives the secret of a session."""
    with SqlLedger(home / "ledger.db") as ledger:
        for start in range(0, devices, 50):
            ledger.write(lambda books, first=start: _room(books, first, min(50, devices - first), now))  # type: ignore[misc]
        ledger.write(lambda books: _visitor(books, now))
    return SECRET


def _room(books: Books, first: int, count: int, now: datetime) -> None:
    for number in range(first, first + count):
        device_id = f"device-{number:04}"
        books.devices.add(
            Device(
                device_id,
                f"lok{number // 25:02}-pc{number % 25:02}",
                "Hoofdgebouw",
                f"{number // 25:02}",
                DeviceClass.SHARED,
                DeviceState.ACTIVE,
                now - timedelta(days=90),
            )
        )
        expires = now + timedelta(days=500)
        books.devices.add_certificate(Certificate(f"{number:x}", device_id, f"key-{number}", now, expires))
        caller = books.devices.caller(f"{number:x}")
        assert caller is not None
        _measured(books, caller.number, number, now)
        rows = {f"program-{n}": {"name": f"program-{n}", "publisher": "", "version": "1"} for n in range(40)}
        books.facts.put(device_id, FactTable("software", now, b"", len(rows)), rows, [])


def _measured(books: Books, device: int, number: int, now: datetime) -> None:
    known = books.batches.add_dictionary(device, DISK, now)
    used = 97 if number % 20 == 0 else 60
    cells = struct.pack("<2q", 4_000_000_000, used * 100)
    books.batches.newest([PackedFrame(device, known, int(now.timestamp() * 1000), cells, "", "", "")])
    books.devices.heard([(device, int(now.timestamp() * 1000), 0)])


def _visitor(books: Books, now: datetime) -> None:
    books.people.put(User("an", "admin", password_hash="unused", created_at=now))
    books.people.add_session(hash_of(SECRET), "an", now + timedelta(hours=1))
