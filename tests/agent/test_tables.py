from __future__ import annotations

from dataclasses import replace

from schoolwacht_agent import tables
from schoolwacht_agent.probe import Column, Kind, Row, Table
from schoolwacht_agent.tables import MOST_ROWS, Held, Update, look_at, update

HOUR = 3_600_000
SOFTWARE = Table(
    "software",
    "Programs.",
    {
        "name": Column(Kind.TEXT, "Its name."),
        "size": Column(Kind.INTEGER, "Its size.", "By"),
        "share": Column(Kind.REAL, "A share."),
    },
    key=("name",),
)
BACKUPS = Table(
    "backups", "Jobs.", {"job": Column(Kind.TEXT, "Job."), "ok": Column(Kind.TEXT, "Outcome.")}, ("job",), True
)


def programs(**sizes: int) -> list[Row]:
    return [SOFTWARE(name=name, size=size) for name, size in sizes.items()]


def sent(rows: list[Row], at_ms: int, before: Held | None = None, table: Table = SOFTWARE) -> Update | None:
    return update(look_at(table, rows, at_ms), before)


def after(change: Update | None) -> Held:
    assert change is not None
    return change.held


EIGHT = {f"program{number}": number for number in range(8)}


def test_the_first_time_everything_is_sent() -> None:
    first = sent(programs(a=1, b=2), HOUR)
    assert first is not None
    assert first.snapshot
    assert len(first.put) == 2


def test_the_same_rows_again_send_nothing() -> None:
    held = after(sent(programs(a=1, b=2), HOUR))
    assert sent(programs(b=2, a=1), 2 * HOUR, held) is None


def test_the_same_rows_send_nothing_for_weeks_either() -> None:
    held = after(sent(programs(a=1), HOUR))
    assert sent(programs(a=1), 26 * 24 * HOUR, held) is None


def test_a_fingerprint_of_all_tables_depends_on_every_cell_and_on_no_order() -> None:
    one = after(sent(programs(a=1), HOUR))
    other = replace(after(sent(programs(b=2), HOUR)), table="other")
    both = tables.fingerprint([one, other])
    assert both == tables.fingerprint([other, one])
    assert len(both) == 16
    assert both != tables.fingerprint([one])
    assert both != tables.fingerprint([after(sent(programs(a=2), HOUR)), other])


def test_only_what_changed_is_sent_with_the_digests_before_and_after() -> None:
    held = after(sent(programs(**EIGHT), HOUR))
    change = sent(programs(**{**EIGHT, "program1": 99}), 2 * HOUR, held)
    assert change is not None
    assert not change.snapshot
    assert [row for row in change.put if 99 in row] == list(change.put)
    assert change.digest_before == held.digest
    assert change.held.digest != held.digest


def test_a_row_that_went_is_taken_away_by_its_key() -> None:
    held = after(sent(programs(**EIGHT), HOUR))
    change = sent(programs(**{name: size for name, size in EIGHT.items() if name != "program3"}), 2 * HOUR, held)
    assert change is not None
    assert (change.put, change.removed) == ((), (("program3",),))


def test_when_most_changed_everything_is_sent() -> None:
    held = after(sent(programs(**EIGHT), HOUR))
    change = sent(programs(**{name: size + 1 for name, size in EIGHT.items()}), 2 * HOUR, held)
    assert change is not None
    assert change.snapshot


def test_a_table_that_keeps_its_rows_never_replaces_them() -> None:
    first = sent([BACKUPS(job="a", ok="ok"), BACKUPS(job="b", ok="ok")], HOUR, None, BACKUPS)
    assert first is not None
    assert not first.snapshot
    assert first.digest_before == first.held.digest == b""
    change = sent([BACKUPS(job="b", ok="failed")], 2 * HOUR, first.held, BACKUPS)
    assert change is not None
    assert change.put == (("b", "failed"),)
    assert not change.removed
    assert [row[0] for row in change.held.rows] == ["a", "b"]


def test_a_row_of_such_a_table_goes_when_it_is_named() -> None:
    held = after(sent([BACKUPS(job="a", ok="ok"), BACKUPS(job="b", ok="ok")], HOUR, None, BACKUPS))
    change = tables.without(held, {"job": "a"}, 2 * HOUR)
    assert change is not None
    assert change.removed == (("a",),)
    assert tables.without(change.held, {"job": "a"}, 3 * HOUR) is None


def test_a_clock_set_back_an_hour_hides_no_change() -> None:
    held = after(sent(programs(**EIGHT), 10 * HOUR))
    change = sent(programs(**{**EIGHT, "program1": 99}), 9 * HOUR, held)
    assert change is not None
    assert change.held.taken_at_ms > held.taken_at_ms


def test_cells_are_cleaned_and_fit_their_column() -> None:
    held = look_at(SOFTWARE, [SOFTWARE(name="a\x00\u202eb", size=2**80, share=float("nan"))], HOUR)
    assert held.rows == (("ab", None, None),)


def test_two_rows_of_one_key_are_one() -> None:
    assert len(look_at(SOFTWARE, [SOFTWARE(name="a", size=1), SOFTWARE(name="a", size=2)], HOUR).rows) == 1


def test_a_machine_with_too_many_rows_tells_the_same_ones_every_time() -> None:
    rows = [SOFTWARE(name=f"{number:06}", size=number) for number in range(MOST_ROWS + 100)]
    held = look_at(SOFTWARE, rows, HOUR)
    assert len(held.rows) == MOST_ROWS
    assert look_at(SOFTWARE, rows[::-1], HOUR).rows == held.rows
    wide = look_at(SOFTWARE, [SOFTWARE(name=f"{number:06}" + "€" * 500) for number in range(1500)], HOUR)
    assert 0 < len(wide.rows) < 1500


def test_what_is_remembered_comes_back_whole() -> None:
    held = after(sent(programs(a=1, b=2), HOUR))
    assert Held.from_bytes(held.to_bytes()) == held
