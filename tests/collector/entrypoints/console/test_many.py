"""With a thousand computers every list still comes in a blink, and stays small."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from collector.entrypoints.console import a_school
from collector.entrypoints.console.a_school import NOW, device
from collector.entrypoints.console.conftest import Browser, Place
from collector.entrypoints.console.pages.test_overview import alert
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cells, FactTable
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.alerts import Severity

DEVICES = [
    replace(device(number, f"lok{number // 20:02d}-pc{number % 20:02d}", f"School {number % 3}", f"{number // 20:02d}"))
    for number in range(5000, 6000)
]
LISTS = [
    "/", "/devices", "/devices?q=pc01&sort=alerts", "/rooms", "/rooms/one?site=School 2&name=250&q=app", "/alerts",
    "/licences", "/disks", "/disks/health", "/backups", "/settings/audit", "/settings/limits", "/add",
    "/devices/state/systems", "/devices/state/windows11", "/devices/state/security",
]  # fmt: skip


def fill(books: Books) -> None:
    for number, one in enumerate(DEVICES):
        books.devices.add(one)
        if number % 2 == 0:
            rule = ("disk_full", "host_silent", "reboot_needed")[number % 3]
            books.alerts.add(alert(number % 200, list(Severity)[number % 3], rule, one.device_id))
        tables: dict[str, dict[str, Cells]] = {
            "disk_health": {"sda": {"device": "sda", "kind": "ssd", "verdict": "passed", "power_on_hours": number}},
            "os": {"os": {"kind": "os", "name": "Windows 11 Education", "version": "24H2"}},
            "support_dates": {"os": {"kind": "os", "state": "supported", "ends": f"202{6 + number % 4}-10-12"}},
            "windows11": {"windows11": {"kind": "windows11", "readiness": "setting", "reasons": "tpm_off"}},
            "security": {"security": {"kind": "security", "firewall": "on", "local_admin_count": number % 4}},
            "antivirus": {"Defender": {"product": "Defender", "enabled": 1, "up_to_date": number % 2}},
            "software": {f"App {n} {number % 7}": {"name": f"App {n}", "version": "1"} for n in range(5)},
        }
        if number % 20 == 0:
            good = round((NOW - timedelta(hours=number % 90)).timestamp() * 1000)
            tables["backups"] = {
                "Alles": {"job": "Alles", "result": "ok", "last_good_ms": good, "every_seconds": 86400}
            }
        for table, rows in tables.items():
            books.facts.put(one.device_id, FactTable(table, NOW, b"d" * 32, len(rows)), rows, [])
        books.audit.note(Deed(NOW, "kim", "device.set", one.device_id, "room=1"))


@pytest.mark.usefixtures("school")
async def test_every_list_comes_in_a_blink_with_a_thousand_computers(place: Place, admin: Browser) -> None:
    place.ledger.write(fill)
    a_school.measure(place.ledger, DEVICES, first_certificate=5000)
    slow, large = [], []
    for page in LISTS:
        took = []
        for _ in range(4):
            start = time.perf_counter()
            answer = await admin.get(page)
            took.append(time.perf_counter() - start)
            assert answer.status_code == 200, page
        print(page, round(min(took) * 1000), len(answer.content) // 1024)  # noqa: T201 - seen with -s
        slow += [f"{page}: {min(took) * 1000:.0f} ms"] if min(took) > 0.3 else []
        large += [f"{page}: {len(answer.content) // 1024} KiB"] if len(answer.content) > 150 * 1024 else []
    assert slow == []
    assert large == []
