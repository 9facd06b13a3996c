"""A small school with a real ledger: devices that measure, report backups and have programs installed."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import PackedFrame
from schoolwacht_collector.books.devices import Certificate
from schoolwacht_collector.books.facts import Cells, FactTable
from schoolwacht_collector.domain.alerts import Alert
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.licence_matching import Catalogue, Title
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.domain.series import Dictionary, Entry, Mark, Shape
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.school_calendar import flemish_calendar
from schoolwacht_collector.usecases.ask_ledger import Circumstances
from schoolwacht_collector.usecases.ask_series import NoSeries
from schoolwacht_collector.usecases.judge_all import Verdict, judge_all
from schoolwacht_collector.usecases.settle_alerts import Settled, settle_alerts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GB = 1_000_000_000
TEN = Catalogue([Title("paint-ten", "Paint Ten", "Ten", ("Paint Ten( [0-9]+)?",), ("paint-ten",))])


def calendar() -> SchoolCalendar:
    return flemish_calendar(NOW.date())


def device(device_id: str, **changes: Any) -> Device:  # noqa: ANN401 - whichever field of Device
    made = Device(
        device_id,
        host=device_id,
        site="Zuid",
        room="A12",
        device_class=DeviceClass.SHARED,
        state=DeviceState.ACTIVE,
        enrolled_at=NOW - timedelta(days=90),
    )
    return replace(made, **changes)


@dataclass
class School:
    """Drives the ledger the way agents and the ticker do."""

    ledger: SqlLedger

    @classmethod
    def open(cls, folder: Path) -> School:
        return cls(SqlLedger(folder / "ledger.sqlite"))

    def add(self, made: Device, *, heard: datetime | None = NOW, offset_ms: int = 0) -> int:
        """Adds a device and gives its number."""
        serial = f"{made.device_id}-serial"

        def work(books: Books) -> int:
            books.devices.add(made)
            expires = NOW + timedelta(days=900)
            books.devices.add_certificate(Certificate(serial, made.device_id, "fp", made.enrolled_at, expires))
            caller = books.devices.caller(serial)
            assert caller is not None
            if heard is not None:
                books.devices.heard([(caller.number, ms(heard), offset_ms)])
            return caller.number

        return self.ledger.write(work)

    def disk(
        self, number: int, used: float, at: datetime, *, path: str = "/", free: int = 3 * GB, mode: str = "rw"
    ) -> None:
        """A device measured one volume."""
        tags = (("device", "sda1"), ("fstype", "ext4"), ("mode", mode), ("path", path))
        shapes = (Shape("mem", (), ("used",), (0,)), Shape("disk", tags, ("free", "used_percent"), (0, 2)))
        key = hash(path) & 0xFFFF

        def work(books: Books) -> None:
            known = books.batches.add_dictionary(number, Dictionary(key, shapes), at)
            cells = struct.pack("<3q", 5, free, round(used * 100))
            books.batches.newest([PackedFrame(number, known, ms(at), cells, "h", "s", "r")])

        self.ledger.write(work)

    def rows(self, device_id: str, table: str, rows: Mapping[str, Cells], at: datetime = NOW) -> None:
        """A device has exactly these rows now."""

        def work(books: Books) -> None:
            gone = sorted(set(books.facts.rows(device_id, table)) - set(rows))
            books.facts.put(device_id, FactTable(table, at, b"", len(rows)), rows, gone)

        self.ledger.write(work)

    def judged(self, now: datetime, rules: tuple[AnyRule, ...] | None = None) -> list[Verdict]:
        """One round of judging."""
        around = Circumstances(calendar(), TEN, now, NOW - timedelta(days=1))
        return self.ledger.read(lambda books: judge_all(books, NoSeries(), rules or load_rules(), around))

    def tick(self, now: datetime, *notifiers: str, rules: tuple[AnyRule, ...] | None = None) -> Settled:
        """Judges and settles."""
        verdicts = self.judged(now, rules)
        return self.ledger.write(lambda books: settle_alerts(books, verdicts, notifiers or ("mail",), now))

    def alerts(self) -> list[Alert]:
        return list(self.ledger.read(lambda books: books.alerts.listed(open_only=False)))

    def kinds(self, now: datetime) -> list[str]:
        """What the waiting letters say."""
        return [letter.kind for letter in self.ledger.read(lambda books: books.outbox.due(now, 1000))]

    def marks(self) -> list[Mark]:
        entries: list[Entry] = [item.entry for item in self.ledger.read(lambda books: books.inbox.oldest(1000))]
        return [entry for entry in entries if isinstance(entry, Mark)]


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
