"""One school day of all machines: what they say is in the vocabulary, and it is sane."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest

from schoolwacht_protos.v1.ingest_pb2 import Column, Payload
from schoolwacht_simulator.agent import LOOK_EVERY_MS
from simulator.said import Day, agent_of, live_through
from simulator.story import HOUR_MS, MINUTE_MS, MONDAY, TUESDAY, WEDNESDAY, at, machine, school

VOCABULARY: dict[str, Any] = json.loads((resources.files("schoolwacht_protos.v1") / "vocabulary.json").read_text())
COUNTERS = {
    "diskio": {"reads", "writes", "read_bytes", "write_bytes", "read_time", "write_time", "io_time",
               "weighted_io_time", "merged_reads", "merged_writes"},
    "net": {"bytes_recv", "bytes_sent", "packets_recv", "packets_sent", "err_in", "err_out", "drop_in", "drop_out"},
    "swap": {"in", "out"},
    "system": {"uptime"},
    "schoolwacht_agent": {"cpu_seconds", "dropped_samples", "dropped_batches", "refused_batches", "pushes",
                          "push_failures", "probe_failures"},
    "smart_device": {"power_on_hours", "reallocated_sectors_count", "pending_sector_count", "uncorrectable_errors",
                     "uncorrectable_sector_count", "unsafe_shutdowns"},
    "battery": {"cycles"},
}  # fmt: skip


@lru_cache(maxsize=1)
def tuesday() -> dict[str, Day]:
    """The second school day: by then most of what was planted has begun."""
    return {
        device.key: live_through(agent_of(device), at(TUESDAY, 0), at(TUESDAY, 24), 20 * MINUTE_MS)
        for device in school().devices
    }


def test_nearly_every_machine_measures_on_a_school_day() -> None:
    measured = [key for key, day in tuesday().items() if day.frames]
    assert len(measured) > 0.7 * len(school().devices)
    assert len(tuesday()["srv-bestanden"].frames) == 72


def test_every_measurement_tag_and_field_is_in_the_vocabulary() -> None:
    for key, day in tuesday().items():
        for shape in day.definition.shapes:
            known = VOCABULARY["measurements"][shape.measurement]
            assert list(shape.tag_keys) == known["tags"], (key, shape.measurement)
            for name, decimals in zip(shape.fields, shape.decimals, strict=True):
                assert known["fields"][name]["decimals"] == decimals, (key, shape.measurement, name)


def test_no_point_stands_twice_in_a_dictionary() -> None:
    for key, day in tuesday().items():
        points = Counter((s.measurement, *s.tag_values, field) for s in day.definition.shapes for field in s.fields)
        assert max(points.values()) == 1, key
        assert len(day.definition.shapes) <= 512


def test_every_table_column_and_event_is_in_the_vocabulary() -> None:
    said = Counter[str]()
    for day in tuesday().values():
        for update in day.tables:
            known = VOCABULARY["tables"][update.table]
            said[update.table] += 1
            for column in (*update.columns, *update.removed) if update.rows else ():
                assert known["columns"][column.name]["kind"] == kind_of(column), (update.table, column.name)
            assert set(known["key"]) <= {column.name for column in update.columns}
        for event in day.events:
            known = VOCABULARY["events"][event.name]
            assert set(event.keys) == set(known["attributes"])
            assert len(event.id) == 16
    assert set(said) == {
        "os", "hardware", "disks", "interfaces", "software", "batteries", "disk_health", "updates", "backups",
        "support_dates", "windows11", "os_licences", "memory_modules", "graphics", "monitors", "battery_packs",
        "power_supplies", "raid_sets", "file_systems_errors", "memory_errors", "clock_sync", "crashes",
        "troubled_services", "security", "antivirus", "printers", "peripherals", "around", "listening_ports",
        "probe_states",
    }  # fmt: skip


def test_numbers_are_sane() -> None:
    for key, day in tuesday().items():
        for frame in day.frames:
            assert at(TUESDAY, 0) < frame.taken_at_ms <= at(TUESDAY, 24)
            assert frame.taken_at_ms >= frame.boot_ms
            for (measurement, tags, field), value in frame.numbers.items():
                unit = VOCABULARY["measurements"][measurement]["fields"][field]["unit"]
                assert value >= 0, (key, measurement, tags, field)
                assert unit != "%" or value <= 100, (key, measurement, field, value)
                assert unit != "Cel" or 15 <= value <= 85, (key, measurement, field, value)


def test_parts_add_up_to_the_whole() -> None:
    for key, day in tuesday().items():
        for frame in day.frames:
            found = frame.numbers
            usage = {field: value for (name, _, field), value in found.items() if name == "cpu"}
            assert sum(usage.values()) - usage["usage_active"] == pytest.approx(100, abs=0.05), key
            for (name, tags, field), total in found.items():
                if field == "total" and name in {"mem", "swap", "disk"}:
                    rest = found[name, tags, "available" if name == "mem" else "free"]
                    assert found[name, tags, "used"] + rest == total


def test_counters_never_fall_while_a_machine_is_on() -> None:
    compared = 0
    for key, day in tuesday().items():
        for before, after in pairwise(day.frames):
            if before.boot_ms != after.boot_ms:
                continue
            for point, value in after.numbers.items():
                measurement, _, field = point
                if field in COUNTERS.get(measurement, ()):
                    compared += 1
                    assert value >= before.numbers[point], (key, *point)
    assert compared > 10_000


def test_the_same_machine_measures_the_same_however_it_is_stepped() -> None:
    device = machine("t002-pc01")
    fine = live_through(agent_of(device), at(TUESDAY, 7), at(TUESDAY, 12))
    coarse = live_through(agent_of(device), at(TUESDAY, 7), at(TUESDAY, 12), HOUR_MS)
    known = {frame.taken_at_ms: frame.numbers for frame in fine.frames}
    both = [frame for frame in coarse.frames if frame.taken_at_ms in known]
    assert len(both) >= 3
    for frame in both:
        assert without_own(frame.numbers) == without_own(known[frame.taken_at_ms])


def test_a_machine_that_is_off_says_nothing() -> None:
    agent = agent_of(machine("h112-pc01"))
    assert not agent.live(at(TUESDAY, 2), at(TUESDAY, 3))
    assert len(agent.outbox) == 0


def test_a_step_in_which_a_machine_went_off_still_measures_it_once() -> None:
    device = machine("h112-pc01")
    off_ms = device.timetable.sessions(TUESDAY)[0].off_ms
    agent = agent_of(device)
    assert agent.live(off_ms - 5 * MINUTE_MS, off_ms + 30 * MINUTE_MS)
    frames = [Payload.FromString(batch.payload) for batch in agent.outbox.fill()][-1].frames
    assert off_ms - MINUTE_MS <= frames[0].taken_at_ms <= off_ms
    assert not agent.live(off_ms + 30 * MINUTE_MS, off_ms + 60 * MINUTE_MS)


def test_tables_go_as_a_whole_at_a_start_and_then_only_as_they_change() -> None:
    day = live_through(agent_of(machine("sec-pc01")), at(TUESDAY, 0), at(TUESDAY, 24))
    software = [update for update in day.tables if update.table == "software"]
    assert software[0].snapshot
    assert not any(update.snapshot for update in software[1:])
    assert LOOK_EVERY_MS > HOUR_MS


def test_a_table_that_the_collector_asks_for_goes_with_the_next_measurement() -> None:
    agent = agent_of(machine("sec-pc01"))
    live_through(agent, at(TUESDAY, 9), at(TUESDAY, 10))
    agent.resend(("software",))
    day = live_through(agent, at(TUESDAY, 10), at(TUESDAY, 11))
    assert [(update.table, update.snapshot) for update in day.tables] == [("software", True)]


def test_a_machine_that_is_put_back_starts_with_nothing() -> None:
    agent = agent_of(machine("m001-pc01"))
    agent.live(at(MONDAY, 9), at(MONDAY, 10))
    first = agent.outbox.spool_id
    assert len(agent.outbox) == 2
    agent.live(at(TUESDAY, 9), at(TUESDAY, 10))
    assert {batch.spool_id for batch in agent.outbox.fill()} == {agent.outbox.spool_id}
    assert agent.outbox.spool_id != first


def test_other_machines_keep_what_waits_under_its_own_name() -> None:
    agent = agent_of(machine("h112-pc01"))
    agent.live(at(MONDAY, 9), at(MONDAY, 10))
    agent.live(at(TUESDAY, 9), at(TUESDAY, 10))
    waiting = agent.outbox.fill()
    assert len(waiting) == 4
    assert {batch.spool_id for batch in waiting} == {(1).to_bytes(16), (2).to_bytes(16)}


def test_a_dead_clock_battery_shows_in_what_the_machine_says_of_its_clock() -> None:
    well, ill = agent_of(machine("t002-pc01")), agent_of(machine("t105-pc01"))
    assert abs(well.own_clock_ms(at(TUESDAY, 9)) - at(TUESDAY, 9)) < 1000
    assert well.own_clock_ms(at(TUESDAY, 9)) - ill.own_clock_ms(at(TUESDAY, 9)) > 1000 * 24 * HOUR_MS


def test_a_machine_that_loses_measurements_says_so_once_a_start() -> None:
    day = live_through(agent_of(machine("ler-pc01")), at(WEDNESDAY, 0), at(WEDNESDAY, 24))
    assert [event.name for event in day.events] == ["spool_dropped"]
    lost = [value for (_, _, field), value in day.frames[-1].numbers.items() if field == "dropped_samples"]
    assert lost[0] > 0


def test_every_run_of_a_backup_is_an_event_once() -> None:
    day = live_through(agent_of(machine("srv-bestanden")), at(TUESDAY, 0), at(WEDNESDAY, 24), HOUR_MS)
    assert [event.name for event in day.events].count("backup_report") >= 6
    assert len({event.id for event in day.events}) == len(day.events)


def kind_of(column: Column) -> str:
    return "text" if column.texts else "integer" if column.integers else "real"


def without_own(numbers: dict[Any, float]) -> dict[Any, float]:
    return {point: value for point, value in numbers.items() if point[0] != "schoolwacht_agent"}
