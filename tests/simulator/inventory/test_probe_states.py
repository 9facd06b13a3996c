from __future__ import annotations

from schoolwacht_simulator.facts import BACKUPS, TABLES
from simulator.inventory.seen import moment, told
from simulator.story import BEGINS, TUESDAY, at, school

NOW = at(TUESDAY, 9)
PROBES = {
    "clock_sync": "clock_source", "raid_sets": "raid", "os_licences": "os_licences", "windows11": "windows11",
    "around": "around", "peripherals": "peripherals", "crashes": "crashes", "file_systems_errors": "file_systems",
    "backups": "backup_records",
}  # fmt: skip


def test_what_a_probe_cannot_tell_has_a_reason() -> None:
    for device in school().devices:
        for row in told("probe_states", device, NOW):
            assert row["state"] in {"ok", "nothing"}
            assert (row["reason"] is None) == (row["state"] == "ok")
            assert row["since"] < BEGINS.isoformat()


def test_a_probe_that_says_nothing_has_no_rows() -> None:
    tables = {table.name: table for table in (*TABLES, BACKUPS)}
    for device in school().devices:
        states = {row["probe"]: row["state"] for row in told("probe_states", device, NOW)}
        for table, probe in PROBES.items():
            rows = list(tables[table].rows(device, moment(NOW)))
            assert not rows or states[probe] == "ok", (device.key, table)
