from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.adapters.frames import SYSTEM, at, disk
from schoolwacht_collector.adapters.series_file import open_writer
from schoolwacht_collector.adapters.series_numbers import Numbers
from schoolwacht_collector.domain.series import Dictionary


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_writer(tmp_path / "series.db", patience=1)
    yield connection
    connection.close()


def test_a_device_has_one_number_for_ever(connection: sqlite3.Connection) -> None:
    numbers = Numbers()
    first, other = numbers.of_device(connection, "a"), numbers.of_device(connection, "b")
    assert first != other
    assert Numbers().of_device(connection, "a") == first


def test_dictionaries_of_one_content_are_kept_once(connection: sqlite3.Connection) -> None:
    numbers = Numbers()
    one, same, other = Dictionary(1, (SYSTEM,)), Dictionary(2, (SYSTEM,)), Dictionary(1, (disk("/"),))
    first, second, third = (numbers.of_dictionary(connection, given, at(0)) for given in (one, same, other))
    assert first == second != third
    assert connection.execute("SELECT count(*) FROM dictionaries").fetchone() == (2,)


def test_it_notes_until_when_a_dictionary_is_used(connection: sqlite3.Connection) -> None:
    numbers, used = Numbers(), Dictionary(1, (SYSTEM,))
    for minutes in (0, 5, 3 * 24 * 60, 1):
        numbers.of_dictionary(connection, used, at(minutes))
        (until,) = connection.execute("SELECT used_until FROM dictionaries").fetchone()
        assert until >= at(minutes)
    assert until >= at(3 * 24 * 60)


def test_what_was_rolled_back_is_forgotten(connection: sqlite3.Connection) -> None:
    numbers = Numbers()
    connection.execute("BEGIN")
    numbers.of_device(connection, "a")
    connection.execute("ROLLBACK")
    numbers.forget()
    number = numbers.of_device(connection, "a")
    assert connection.execute("SELECT id FROM devices WHERE device_id = 'a'").fetchone() == (number,)
