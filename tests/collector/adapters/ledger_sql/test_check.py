"""Damaged ledgers: set aside whole, reported, and a new one begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from collector.adapters.ledger_sql.things import enrol
from schoolwacht_collector.adapters.ledger_sql import LedgerUnusable, SqlLedger
from schoolwacht_collector.adapters.ledger_sql.check import set_aside_if_damaged
from schoolwacht_collector.adapters.ledger_sql.connections import open_file

Damage = Callable[[bytes], bytes]


def garbage(sound: bytes) -> bytes:
    return b"not a database, but as long as one " * (len(sound) // 35 + 1)


def half(sound: bytes) -> bytes:
    return sound[: len(sound) // 2 + 100]


def holed(sound: bytes) -> bytes:
    middle = len(sound) // 2 // 4_096 * 4_096
    return sound[:middle] + b"\xff" * 8_192 + sound[middle + 8_192 :]


@pytest.fixture
def used(path: Path) -> Path:
    with SqlLedger(path) as ledger:
        ledger.write(lambda books: enrol(books, *(f"pc-{number}" for number in range(300))))
    return path


@pytest.mark.parametrize("damage", [garbage, half, holed])
def test_a_damaged_ledger_is_set_aside_whole_and_a_new_one_begins(used: Path, damage: Damage) -> None:
    damaged = damage(used.read_bytes())
    used.write_bytes(damaged)
    with SqlLedger(used) as ledger:
        assert ledger.set_aside == used.with_name("ledger.db.corrupt-1")
        assert ledger.read(lambda books: books.devices.all()) == []
        ledger.write(lambda books: enrol(books, "pc-new"))
    assert used.with_name("ledger.db.corrupt-1").read_bytes() == damaged


def test_earlier_damaged_ledgers_are_kept_as_well(used: Path) -> None:
    for number in (1, 2):
        used.write_bytes(b"garbage" * 1_000)
        assert set_aside_if_damaged(used) == used.with_name(f"ledger.db.corrupt-{number}")


def test_the_wal_of_a_damaged_ledger_goes_with_it(used: Path) -> None:
    used.write_bytes(b"garbage" * 1_000)
    used.with_name("ledger.db-wal").write_bytes(b"old pages")
    aside = set_aside_if_damaged(used)
    assert aside is not None
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"old pages"
    assert not used.with_name("ledger.db-wal").exists()


def test_a_damaged_end_of_the_wal_costs_nothing_that_was_committed_before(used: Path) -> None:
    connection = open_file(used, "rw")
    connection.execute("INSERT INTO settings VALUES ('first', '1')")
    whole = used.with_name("ledger.db-wal").read_bytes()
    connection.execute("INSERT INTO settings VALUES ('second', '2')")
    longer = used.with_name("ledger.db-wal").read_bytes()
    content = used.read_bytes()
    connection.close()
    used.write_bytes(content)
    used.with_name("ledger.db-wal").write_bytes(longer[: len(whole) + 1_000])  # torn in the second commit
    with SqlLedger(used) as ledger:
        assert ledger.set_aside is None
        assert ledger.read(lambda books: (books.settings.get("first"), books.settings.get("second"))) == ("1", "")


def test_an_empty_file_is_a_new_ledger_and_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    with SqlLedger(path) as ledger:
        assert ledger.set_aside is None
        ledger.write(lambda books: enrol(books, "pc-1"))


def test_a_sound_ledger_stays_where_it_is(used: Path) -> None:
    before = used.read_bytes()
    assert set_aside_if_damaged(used) is None
    assert used.read_bytes() == before


def test_a_ledger_that_another_program_holds_is_not_taken_for_damaged(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schoolwacht_collector.adapters.ledger_sql.connections._WAIT_SECONDS", 0.05)
    other = open_file(used, "rw")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerUnusable, match="Another program holds the ledger"):
        SqlLedger(used)
    other.execute("ROLLBACK")
    other.close()
    SqlLedger(used).close()


def test_a_folder_in_the_place_of_the_ledger_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(LedgerUnusable, match="is not a file"):
        SqlLedger(tmp_path / "ledger.db")
