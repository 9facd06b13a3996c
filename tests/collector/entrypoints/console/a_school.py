"""A small school to look at: two sites, nine rooms, a server that fills up, a failed back-up, a title that is short."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import PackedFrame
from schoolwacht_collector.books.devices import Certificate
from schoolwacht_collector.books.facts import Cells, Change, FactTable
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Subject
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.licences import Entitlement, Install, Scope, SeatCount
from schoolwacht_collector.domain.rule import DeviceRow, LatestValues, Silence
from schoolwacht_collector.domain.series import Dictionary, Entry, Frame, Origin, Shape
from schoolwacht_collector.ports import Ledger, SeriesStore
from schoolwacht_collector.rules import backup_failed, disk_full, host_silent, unlicensed_install

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
"""A Monday, ten past ten in Brussels."""
MAIN, SMALL = "Hoofdgebouw", "Wijkschool De Linde"
_ENROLLED = NOW - timedelta(days=80)
_ROOMS = {
    (MAIN, "01"): 4,
    (MAIN, "02"): 4,
    (MAIN, "05"): 3,
    (MAIN, "07"): 4,
    (MAIN, "12"): 4,
    (MAIN, "Secretariaat"): 2,
    (MAIN, "Laptopkar 2"): 3,
    (SMALL, "1"): 3,
}
SHAPES = (
    Shape("cpu", (("cpu", "cpu-total"),), ("usage_active",), (2,)),
    Shape("mem", (), ("used_percent",), (2,)),
    Shape(
        "disk",
        (("device", "sda2"), ("fstype", "ext4"), ("mode", "rw"), ("path", "/")),
        ("used_percent", "free", "total"),
        (2, 0, 0),
    ),
    Shape("net", (("interface", "enp3s0"),), ("bytes_recv", "bytes_sent"), (0, 0)),
)
_DICTIONARY = Dictionary(7, SHAPES)


@dataclass(frozen=True, slots=True)
class School:
    """What the tests want to name."""

    server: Device
    pc: Device
    silent: Device
    waiting: Device
    others: tuple[Device, ...] = ()


def device(number: int, host: str, site: str, room: str, kind: DeviceClass = DeviceClass.SHARED) -> Device:
    """A device that was heard a moment ago."""
    return Device(
        device_id=f"00000000-0000-4000-8000-{number:012d}",
        host=host,
        site=site,
        room=room,
        device_class=kind,
        state=DeviceState.ACTIVE,
        enrolled_at=_ENROLLED,
        last_seen=NOW - timedelta(seconds=12 + number % 40),
        agent_version="0.1.0",
        operating_system="Debian GNU/Linux 12 (bookworm)",
        serial=f"SN{number:06d}",
    )


def furnish(ledger: Ledger, series: SeriesStore | None = None) -> School:
    """Puts the school in a ledger and, where there is one, a week of measurements in a store."""
    school = ledger.write(_furnish)
    measure(ledger, [school.server, school.pc, *school.others])
    if series is not None:
        series.append(list(_week_of(school.pc, NOW)))
    return school


def measure(ledger: Ledger, devices: list[Device], *, first_certificate: int = 1) -> None:
    """The newest measurement of every device: the server is nearly full, the others are filled up bit by bit."""

    def work(books: Books) -> None:
        frames = []
        for place, one in enumerate(devices):
            number = first_certificate + place
            certificate = Certificate(f"{number:040x}", one.device_id, f"{number:064x}", _ENROLLED, _ENROLLED)
            books.devices.add_certificate(certificate)
            caller = books.devices.caller(certificate.serial)
            assert caller is not None
            known = books.batches.add_dictionary(caller.number, _DICTIONARY, NOW)
            full = 9740 if place == 0 else 9180 if place == 1 else 3000 + 137 * place % 4200
            free = round(118e9 * (1 - full / 10_000))
            numbers = (2200, 4200, full, free, 118_000_000_000, 10**9, 10**8)
            cells = struct.pack(f"<{len(numbers)}q", *numbers)
            frames.append(PackedFrame(caller.number, known, _ms(NOW), cells, one.host, one.site, one.room))
        books.batches.newest(frames)

    ledger.write(work)


def _furnish(books: Books) -> School:
    rooms = [
        device(100 * place + number, f"lok{room.lower().replace(' ', '')}-pc{number:02d}", site, room)
        for place, ((site, room), count) in enumerate(_ROOMS.items(), start=1)
        for number in range(1, count + 1)
    ]
    server = device(1, "srv-admin", MAIN, "Serverlokaal", DeviceClass.SERVER)
    silent = replace(
        device(2, "kar2-lt14", MAIN, "Laptopkar 2", DeviceClass.TROLLEY), last_seen=NOW - timedelta(days=34)
    )
    waiting = replace(
        device(3, "nieuw-pc", MAIN, "07"),
        state=DeviceState.PENDING,
        last_seen=None,
        enrolled_at=NOW - timedelta(hours=1),
    )
    pc = next(one for one in rooms if one.host == "lok07-pc03")
    everything = [*rooms, server, silent, waiting]
    for one in everything:
        books.devices.add(one)
    for one in rooms:
        _facts(books, one)
    _facts(books, server)
    _changes(books, pc)
    books.licences.put(
        [
            Entitlement("AutoCAD", "Autodesk", Scope.DEVICE, 50, date(2026, 12, 20)),
            Entitlement("Microsoft Office", "Microsoft", Scope.SCHOOL, None, None),
            Entitlement("CorelDRAW Graphics Suite", "Corel", Scope.DEVICE, 3, date(2027, 8, 31)),
        ],
        NOW,
    )
    for alert in _alerts(server, pc, silent, rooms):
        books.alerts.add(alert)
    return School(server, pc, silent, waiting, tuple(rooms))


def _facts(books: Books, one: Device) -> None:
    rows: dict[str, dict[str, Cells]] = {
        "hardware": {
            "system": {
                "part": "system", "maker": "Dell Inc.", "model": "OptiPlex 3080", "serial": one.serial,
                "cpu": "Intel Core i5-10505", "cores": 6, "threads": 12, "memory_bytes": 8_212_345_856,
            }
        },
        "os": {"os": {"kind": "os", "name": "Debian GNU/Linux", "version": "12 (bookworm)", "kernel": "6.1.0"}},
        "disks": {"sda": {"name": "sda", "model": "KIOXIA KBG40ZNS", "size_bytes": 128_035_676_160}},
        "interfaces": {"enp3s0": {"name": "enp3s0", "mac": "d0:8e:79:00:00:01", "kind": "ethernet", "up": 1}},
        "software": {
            name: {"source": "dpkg", "name": name, "version": version, "publisher": maker, "size_bytes": 4_300_000}
            for name, version, maker in _programs(one)
        },
    }  # fmt: skip
    if one.device_class is DeviceClass.SERVER:
        good, tried = NOW - timedelta(days=3), NOW - timedelta(hours=9)
        rows["disk_health"] = {
            "sda": _disk("sda", "ssd", "passed", "", 21_400),
            "sdb": _disk("sdb", "hdd", "failed", "de schijf zegt zelf dat ze stuk gaat", 48_100),
        }
        rows["backups"] = {
            "Boekhouding": _backup("Boekhouding", "failed", good, tried, 41_000_000_000, "netwerkmap niet gevonden"),
            "Leerlingendossiers": _backup("Leerlingendossiers", "ok", tried, tried, 118_000_000_000, None),
        }
    for table, content in rows.items():
        books.facts.put(one.device_id, FactTable(table, _ENROLLED, b"d" * 32, len(content)), content, [])


def _programs(one: Device) -> Iterator[tuple[str, str, str]]:
    yield from (
        (f"libreoffice-{part}", "4:7.4.7", "Debian") for part in ("base", "calc", "draw", "impress", "math", "writer")
    )
    yield from ((f"lib{number:03d}", f"1.{number}", "Debian") for number in range(60))
    yield "AutoCAD 2025", "25.0.58", "Autodesk"
    if one.site == MAIN and one.room in {"05", "07"}:
        yield "CorelDRAW Graphics Suite 2024", "25.1", "Corel Corporation"


def _disk(name: str, kind: str, verdict: str, reason: str, hours: int) -> Cells:
    return {
        "device": name, "model": "KIOXIA KBG40ZNS", "serial": f"S{name}", "firmware": "1", "kind": kind,
        "verdict": verdict, "reason": reason, "capacity_bytes": 1_000_204_886_016, "power_on_hours": hours,
    }  # fmt: skip


def _backup(job: str, result: str, good: datetime, tried: datetime, size: int, message: str | None) -> Cells:
    return {
        "job": job, "source": "report", "result": result, "last_try_ms": _ms(tried), "last_good_ms": _ms(good),
        "every_seconds": 86_400, "size_bytes": size, "message": message,
    }  # fmt: skip


def _changes(books: Books, one: Device) -> None:
    before = NOW - timedelta(days=11)
    corel: Cells = {"name": "CorelDRAW Graphics Suite 2024", "version": "25.1"}
    came = NOW - timedelta(days=1, hours=2)
    updated = [
        Change(
            one.device_id, "software", name, "changed", before,
            {"name": name, "version": "1"}, {"name": name, "version": "2"},
        )
        for name in ("firefox-esr", "libnss3", "openssl", "linux-image-amd64", "tzdata")
    ]  # fmt: skip
    books.facts.note_changes([Change(one.device_id, "software", "corel", "added", came, None, corel), *updated])


def _alerts(server: Device, pc: Device, silent: Device, rooms: list[Device]) -> Iterator[Alert]:
    full = LatestValues(server, {"path": "/srv"}, {"used_percent": 97.4, "free": 3.1e9}, NOW)
    yield _open(1, "disk_full", *disk_full.judge(full, disk_full.Limits(), NOW), since=timedelta(hours=2))
    failed = DeviceRow(
        server,
        {"job": "Boekhouding", "result": "failed", "last_try_ms": _ms(NOW - timedelta(hours=9)),
         "last_good_ms": _ms(NOW - timedelta(days=3)), "message": "netwerkmap niet gevonden"},
        NOW,
        NOW,
    )  # fmt: skip
    yield _open(2, "backup_failed", *backup_failed.judge(failed, backup_failed.Limits(), NOW), since=timedelta(hours=9))
    nearly = LatestValues(pc, {"path": "/"}, {"used_percent": 91.8, "free": 9.4e9}, NOW)
    yield _open(3, "disk_full", *disk_full.judge(nearly, disk_full.Limits(), NOW), since=timedelta(days=3))
    installs = tuple(
        Install("CorelDRAW Graphics Suite", one.device_id, one.host, one.site, one.room, "CorelDRAW", "25.1")
        for one in rooms
        if one.room in {"05", "07"}
    )
    short = SeatCount("CorelDRAW Graphics Suite", "Corel", installs, 3)
    yield _open(
        4,
        "unlicensed_install",
        *unlicensed_install.judge(short, unlicensed_install.Limits(), NOW),
        since=timedelta(days=4),
    )
    gone = Silence(silent, NOW - timedelta(days=34), timedelta(days=34), timedelta(days=34), 21.0)
    yield _open(5, "host_silent", *host_silent.judge(gone, host_silent.Limits(), NOW), since=timedelta(days=6))
    solved = _open(6, "disk_full", *disk_full.judge(nearly, disk_full.Limits(), NOW), since=timedelta(days=30))
    yield replace(
        solved, state=AlertState.SOLVED, solved_at=NOW - timedelta(days=20), subject=Subject(pc.device_id, "/var")
    )


def _open(number: int, rule: str, finding: Finding, *, since: timedelta) -> Alert:
    opened = NOW - since
    return Alert(number, rule, finding.subject, AlertState.OPEN, finding, opened, opened_at=opened, last_true=NOW)


def _week_of(one: Device, until: datetime) -> Iterator[Entry]:
    """Every five minutes, from eight to four on school days; a counter that starts anew each morning."""
    origin = Origin(one.device_id, one.host, one.site, one.room)
    for minutes in range(7 * 24 * 12, 0, -1):
        at = until - timedelta(minutes=5 * minutes - 1)
        if at.weekday() > 4 or not 7 <= at.hour < 15:
            continue
        hours = at.hour + at.minute / 60 - 7
        busy = 2200 + 1800 * math.sin(hours * 5.3 + at.day) + 900 * math.sin(hours * 17)
        memory = 4200 + 400 * hours + 300 * math.sin(hours * 4)
        full = 9000 + 28 * (at - until + timedelta(days=7)).days
        received = int(hours * 1.4e9 + 3e8 * (1 + math.sin(hours * 3)))
        numbers = (round(max(100, busy)), round(memory), full, 9_400_000_000, 118_000_000_000, received, received // 9)
        yield Frame(origin, _DICTIONARY, _ms(at), numbers)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
