"""What every series store must do: one class of tests, run on memory, on SQLite and on a real InfluxDB."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from statistics import fmean

import pytest

from collector.adapters.frames import (
    MINUTE_MS,
    MONDAY_MS,
    PC,
    SERVER,
    SYSTEM,
    alert,
    at,
    dictionary,
    disk,
    frame,
    moment,
    values,
    window,
)
from schoolwacht_collector.domain.series import Dictionary, Entry, Frame, Mark, Origin, Series, Shape, Window
from schoolwacht_collector.ports import SeriesStore

HOSTILE = {
    "newline": "C:\nalert,rule=disk_full state=open 1",
    "carriage return": "a\rb\r\nc",
    "comma": "a,rack=evil",
    "space": " a b ",
    "equals": "a=b",
    "backslash": "C:\\Users\\an",
    "backslash last": "C:\\",
    "backslash before comma": "a\\,rack=evil",
    "backslash before space": "a\\ v=1i",
    "two backslashes last": "a\\\\",
    "double quote": 'a"b',
    "single quote": "a' OR 'x'='x",
    "nul": "a\0b",
    "escape": "a\x1b[31mb",
    "bidi": "a\u202egpj.exe",
    "long": "x" * 10_000,
    "emoji": "lokaal 🧑‍💻 é 漢",
    "surrogate": "a\ud800b",
    "comment": "#a",
}

WORKED_OUT: dict[str, Callable[[list[float]], float]] = {
    "last": lambda found: found[-1],
    "mean": fmean,
    "min": min,
    "max": max,
}


class SeriesStoreContract:
    """A test class that inherits this one supplies the fixture `store`, an empty store."""

    def test_a_value_comes_back_with_its_device_metric_tags_and_moment(self, store: SeriesStore) -> None:
        assert not store.append([frame(9723)])
        assert store.window(window("cpu.usage_active")) == (
            Series(PC.device_id, "cpu.usage_active", {"cpu": "cpu-total"}, ((moment(0), 97.23),)),
        )

    def test_the_same_entry_twice_is_kept_once(self, store: SeriesStore) -> None:
        for _ in range(2):
            assert not store.append([frame(9723), frame(9723), alert("open"), alert("open")])
        (series,) = store.window(window("cpu.usage_active"))
        assert values(series) == [97.23]
        assert len(store.marks("alert", at(-1), at(1))) == 1

    def test_appending_nothing_is_nothing(self, store: SeriesStore) -> None:
        assert not store.append([])
        assert not store.window(window("cpu.usage_active"))

    def test_an_unknown_metric_device_or_measurement_gives_nothing(self, store: SeriesStore) -> None:
        store.append([frame(9723)])
        for wanted in (
            window("cpu.nothing"),
            window("nothing"),
            window(""),
            window("cpu."),
            window("cpu.usage_active", "x"),
        ):
            assert not store.window(wanted)
        assert not store.marks("nothing", at(-1), at(1))

    def test_points_are_in_order_of_time_however_they_came(self, store: SeriesStore) -> None:
        store.append([frame(300, minutes=3), frame(100, minutes=1)])
        store.append([frame(200, minutes=2)])
        (series,) = store.window(window("cpu.usage_active"))
        assert series.points == ((moment(1), 1.0), (moment(2), 2.0), (moment(3), 3.0))

    def test_a_window_begins_with_its_first_moment_and_ends_before_its_last(self, store: SeriesStore) -> None:
        store.append([frame(100 * n, minutes=n) for n in range(5)])
        (series,) = store.window(window("cpu.usage_active", since=1, until=3))
        assert values(series) == [1.0, 2.0]
        assert not store.window(window("cpu.usage_active", since=3, until=3))

    def test_a_window_may_be_wider_than_time(self, store: SeriesStore) -> None:
        store.append([frame(100)])
        (series,) = store.window(Window("cpu.usage_active", -(2**62), 2**62))
        assert values(series) == [1.0]

    def test_moments_are_exact_to_the_millisecond(self, store: SeriesStore) -> None:
        taken = [MONDAY_MS + offset for offset in (0, 1, 999, 1000)]
        store.append([Frame(PC, dictionary(SYSTEM), moment_ms, (100,)) for moment_ms in taken])
        (series,) = store.window(window("cpu.usage_active"))
        assert [round((point - moment(0)).total_seconds() * 1000) for point, _ in series.points] == [0, 1, 999, 1000]

    def test_a_bucket_gives_its_last_point_at_its_start_and_an_empty_one_none(self, store: SeriesStore) -> None:
        store.append([frame(100 * n, minutes=n) for n in (0, 1, 4, 5, 9, 21)])
        (series,) = store.window(window("cpu.usage_active", every=5))
        assert series.points == ((moment(0), 4.0), (moment(5), 9.0), (moment(20), 21.0))

    def test_buckets_are_aligned_to_1970_not_to_the_window(self, store: SeriesStore) -> None:
        store.append([frame(100 * n, minutes=n) for n in (3, 4, 5)])
        (series,) = store.window(window("cpu.usage_active", since=3, until=6, every=5))
        assert series.points == ((moment(0), 4.0), (moment(5), 5.0))

    def test_a_bucket_gives_its_mean_its_smallest_or_its_largest(self, store: SeriesStore) -> None:
        store.append([frame(100 * n, minutes=n) for n in (3, 0, 1, 4, 5, 9, 21)])
        for aggregate, wanted in (("mean", [2.0, 7.0, 21.0]), ("min", [0.0, 5.0, 21.0]), ("max", [4.0, 9.0, 21.0])):
            (series,) = store.window(replace(window("cpu.usage_active", every=5), aggregate=aggregate))
            assert values(series) == pytest.approx(wanted)
            assert [point for point, _ in series.points] == [moment(0), moment(5), moment(20)]

    @pytest.mark.parametrize("every", [60, 120, 24 * 60, 7 * 24 * 60])
    @pytest.mark.parametrize(("aggregate", "work_out"), WORKED_OUT.items())
    def test_hours_and_days_are_what_their_points_say(
        self, store: SeriesStore, aggregate: str, work_out: Callable[[list[float]], float], every: int
    ) -> None:
        measured = [(minutes, (minutes * 7919) % 10_007) for minutes in range(-300, 5 * 24 * 60, 11)]
        measured = [(minutes, number) for minutes, number in measured if not 700 < minutes % 1440 < 1100]
        store.append([frame(n, n + 1, shapes=(SYSTEM, disk("/")), minutes=m) for m, n in measured[:200]])
        store.append([frame(n, n + 1, shapes=(SYSTEM, disk("/")), minutes=m) for m, n in measured[200:]])
        store.append([frame(5, minutes=3, origin=SERVER)])
        for since, until in ((-24 * 60, 6 * 24 * 60), (77, 3 * 24 * 60 + 5)):
            buckets: dict[int, list[float]] = {}
            for minutes, number in measured:
                if since <= minutes < until:
                    buckets.setdefault(at(minutes) // (every * MINUTE_MS), []).append((number + 1) / 100)
            wanted = window("disk.used_percent", since=since, until=until, every=every)
            (series,) = store.window(replace(wanted, aggregate=aggregate))
            assert [round(point.timestamp() * 1000) for point, _ in series.points] == [
                bucket * every * MINUTE_MS for bucket in sorted(buckets)
            ]
            assert values(series) == pytest.approx([work_out(buckets[bucket]) for bucket in sorted(buckets)])

    def test_each_tag_set_is_a_series_in_order(self, store: SeriesStore) -> None:
        store.append([frame(5000, 2500, shapes=(disk("/home"), disk("/")))])
        found = store.window(window("disk.used_percent"))
        assert [(series.tags, values(series)) for series in found] == [
            ({"path": "/"}, [25.0]),
            ({"path": "/home"}, [50.0]),
        ]

    def test_tags_choose_among_series(self, store: SeriesStore) -> None:
        store.append([frame(5000, 2500, 75, shapes=(disk("/home"), disk("/"), disk("")))])
        (home,) = store.window(window("disk.used_percent", tags={"path": "/home"}))
        assert values(home) == [50.0]
        (untagged,) = store.window(window("disk.used_percent", tags={"path": ""}))
        assert (untagged.tags, values(untagged)) == ({}, [0.75])
        assert not store.window(window("disk.used_percent", tags={"path": "/", "mode": "rw"}))

    def test_all_devices_come_in_order_when_none_is_named(self, store: SeriesStore) -> None:
        store.append([frame(200, origin=SERVER), frame(100, origin=PC)])
        found = store.window(window("cpu.usage_active", None))
        assert [(series.device_id, values(series)) for series in found] == [
            (PC.device_id, [1.0]),
            (SERVER.device_id, [2.0]),
        ]

    def test_a_series_goes_on_when_a_disk_is_added(self, store: SeriesStore) -> None:
        store.append([frame(100, shapes=(disk("/"),))])
        store.append([frame(900, 200, shapes=(disk("/data"), disk("/")), minutes=1)])
        store.append([frame(300, shapes=(disk("/"),), minutes=2)])
        found = {series.tags["path"]: values(series) for series in store.window(window("disk.used_percent"))}
        assert found == {"/": [1.0, 2.0, 3.0], "/data": [9.0]}

    def test_a_series_goes_on_when_the_machine_moves_to_another_room(self, store: SeriesStore) -> None:
        moved = Origin(PC.device_id, "pc-99", "Stationsstraat", "lok-3")
        store.append([frame(100), frame(200, minutes=1, origin=moved)])
        (series,) = store.window(window("cpu.usage_active"))
        assert values(series) == [1.0, 2.0]
        (bucketed,) = store.window(window("cpu.usage_active", every=60))
        assert len(bucketed.points) == 1

    def test_integers_are_exact_to_the_last_of_64_bits(self, store: SeriesStore) -> None:
        numbers = (0, 1, -1, 2**53 + 1, 2**63 - 1, -(2**63))
        shape = Shape("net", (("interface", "eth0"),), ("bytes_recv",), (0,))
        store.append([frame(number, shapes=(shape,), minutes=n) for n, number in enumerate(numbers)])
        (series,) = store.window(window("net.bytes_recv"))
        assert values(series) == list(numbers)
        assert all(isinstance(value, int) for value in values(series))

    @pytest.mark.parametrize("decimals", [1, 2, 3, 6, 18])
    def test_decimals_are_the_nearest_there_is(self, store: SeriesStore, decimals: int) -> None:
        numbers = (0, 1, -1, 5, -5, 10, 9723, -9723, 123456789, 2**53 + 1, 2**63 - 1, -(2**63))
        shapes = (disk("/", decimals=decimals),)
        store.append([frame(number, shapes=shapes, minutes=n) for n, number in enumerate(numbers)])
        (series,) = store.window(window("disk.used_percent"))
        assert [float(value) for value in values(series)] == [number / 10**decimals for number in numbers]

    def test_several_fields_of_a_shape_keep_their_places(self, store: SeriesStore) -> None:
        shape = Shape("mem", (), ("total", "used_percent", "free"), (0, 1, 0))
        store.append([frame(1, 16, 555, 7, shapes=(SYSTEM, shape))])
        found = [values(store.window(window(f"mem.{name}"))[0]) for name in shape.fields]
        assert found == [[16], [55.5], [7]]

    def test_a_name_the_agent_gives_itself_does_not_count(self, store: SeriesStore) -> None:
        claims = (("device_id", SERVER.device_id), ("host", "srv-1"), ("path", "/"), ("room", "x"), ("site", "y"))
        store.append([frame(100, shapes=(Shape("disk", claims, ("used_percent",), (2,)),))])
        (series,) = store.window(window("disk.used_percent", None))
        assert (series.device_id, series.tags) == (PC.device_id, {"path": "/"})

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    def test_hostile_text_in_a_tag_harms_nothing(self, store: SeriesStore, text: str) -> None:
        hostile = Origin(PC.device_id, text, text, text)
        assert not store.append(
            [
                frame(100, 200, shapes=(disk(text), SYSTEM), origin=hostile),
                frame(300, shapes=(disk("/"),), origin=SERVER),
            ]
        )
        (series,) = store.window(window("disk.used_percent"))
        assert values(series) == [1.0]
        (kept,) = series.tags.values()
        assert kept
        assert not set(kept) & set("\r\n\0\x1b\u202e\ud800")
        assert [found.tags for found in store.window(window("disk.used_percent", tags={"path": text}))] == [series.tags]
        assert [values(found) for found in store.window(window("disk.used_percent", SERVER.device_id))] == [[3.0]]
        assert not store.marks("alert", at(-60), at(60))
        assert not store.marks("alert", 0, 10)

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    def test_hostile_text_in_a_question_finds_nothing(self, store: SeriesStore, text: str) -> None:
        store.append([frame(100), alert("open")])
        assert not store.window(window("cpu.usage_active", text))
        assert not store.window(window("cpu.usage_active", tags={"cpu": text}))

    def test_text_of_which_nothing_is_left_is_no_tag(self, store: SeriesStore) -> None:
        store.append([frame(100, shapes=(disk("\0\u202e\\"),))])
        (series,) = store.window(window("disk.used_percent"))
        assert series.tags == {}

    @pytest.mark.parametrize(
        "name", ["", "a b", "a,b", "a=b", "a\nb", 'a"b', "#a", "time", "_field", "x" * 10_000, "é"]
    )
    def test_a_name_no_store_can_hold_is_refused_and_the_rest_of_the_frame_is_kept(
        self, store: SeriesStore, name: str
    ) -> None:
        for odd in (
            Shape("disk", (("path", "/"),), ("free", name), (0, 0)),
            Shape("disk", ((name, "/"),), ("free", "used"), (0, 0)),
        ):
            entry = frame(100, 1, 2, 300, shapes=(SYSTEM, odd, disk("/")))
            (refusal,) = store.append([entry])
            assert refusal.entry == Frame(PC, Dictionary(entry.dictionary.key, (odd,)), at(0), (1, 2))
            assert "named" in refusal.reason
            assert [values(series) for series in store.window(window("cpu.usage_active"))] == [[1.0]]
            assert [values(series) for series in store.window(window("disk.used_percent"))] == [[3.0]]
        assert not store.window(window("disk.free"))

    def test_what_can_never_be_kept_is_refused_with_a_reason_and_the_rest_is_stored(self, store: SeriesStore) -> None:
        unfit: list[Entry] = [
            frame(1, 2),
            frame(2**63),
            frame(-(2**63) - 1),
            Frame(PC, Dictionary(1, ()), at(0), ()),
            frame(1, shapes=(Shape("cpu", (), ("usage_active",), (-1,)),)),
            frame(1, shapes=(Shape("cpu", (), ("usage_active",), ()),)),
            frame(1, origin=Origin("", "pc", "", "")),
            Frame(PC, dictionary(SYSTEM), 10**16, (1,)),
            Mark("alert", {}, {}, at(0)),
            Mark("alert", {}, {"value": math.nan}, at(0)),
            Mark("alert", {}, {"value": -math.inf}, at(0)),
            Mark("alert", {}, {"value": 2**63}, at(0)),
            Mark("alert", {"value": "x"}, {"value": 1}, at(0)),
        ]
        refusals = store.append([frame(100), *unfit, frame(200, minutes=1)])
        assert len(refusals) == len(unfit)
        assert all(refusal.reason for refusal in refusals)
        (series,) = store.window(window("cpu.usage_active", None))
        assert values(series) == [1.0, 2.0]
        assert not store.marks("alert", at(-60), at(60))

    def test_of_two_types_for_one_field_nothing_is_lost_without_a_word(self, store: SeriesStore) -> None:
        whole, part = (Shape("disk", (("path", "/"),), ("free",), (decimals,)) for decimals in (0, 3))
        store.append([frame(7, shapes=(whole,))])
        entries = [frame(8500, shapes=(part,), minutes=1), frame(9, shapes=(whole,), minutes=2), frame(100, minutes=3)]
        refused = {refusal.entry for refusal in store.append(entries)}
        (series,) = store.window(window("disk.free"))
        assert refused <= {entries[0]}
        assert values(series) == ([7, 9] if refused else [7, 8.5, 9])
        assert [values(series) for series in store.window(window("cpu.usage_active"))] == [[1.0]]

    def test_marks_come_back_as_they_were_oldest_first(self, store: SeriesStore) -> None:
        marks = [
            alert("open", 1, host="pc-12", device_id=PC.device_id),
            alert("open", 2, value=3.25, host="pc-13"),
            Mark("alert", {"rule": "é,= "}, {"state": 'so"l\\ved', "value": 1.5}, at(3)),
        ]
        assert not store.append([marks[2], marks[0], marks[1], Mark("backup", {"job": "x"}, {"ok": 1}, at(1))])
        assert [*store.marks("alert", at(0), at(10))] == marks
        assert [*store.marks("alert", at(2), at(3))] == [marks[1]]
        assert [*store.marks("backup", at(0), at(3))] == [Mark("backup", {"job": "x"}, {"ok": 1}, at(1))]

    def test_text_in_a_mark_is_one_line(self, store: SeriesStore) -> None:
        store.append([Mark("event", {"kind": "x\ny"}, {"text": "first\r\nsecond\0\u202e"}, at(0))])
        assert [*store.marks("event", at(0), at(1))] == [
            Mark("event", {"kind": "x y"}, {"text": "first second"}, at(0))
        ]

    def test_a_big_batch_is_one_append(self, store: SeriesStore) -> None:
        shapes = tuple(disk(f"/{n}") for n in range(10))
        origins = [Origin(f"device-{n:02}", f"pc-{n}", "Kerkstraat", "") for n in range(10)]
        frames = [frame(*range(10), shapes=shapes, minutes=n, origin=origin) for n in range(200) for origin in origins]
        assert not store.append(frames)
        found = store.window(window("disk.used_percent", None))
        assert len(found) == 100
        assert {len(series.points) for series in found} == {200}

    def test_a_week_of_minutes_is_read_whole(self, store: SeriesStore) -> None:
        minutes = 7 * 24 * 60
        store.append([frame(n, minutes=n) for n in range(minutes)])
        (series,) = store.window(window("cpu.usage_active", until=minutes))
        assert values(series) == [n / 100 for n in range(minutes)]
        assert series.points[-1][0] - series.points[0][0] == moment(minutes - 1) - moment(0)
        assert MINUTE_MS * (minutes - 1) == at(minutes - 1) - at(0)

    def test_health_is_one_line(self, store: SeriesStore) -> None:
        store.append([frame(100)])
        assert store.health()
        assert "\n" not in store.health()
