from __future__ import annotations

import pytest

from schoolwacht_collector.books.facts import Cell
from schoolwacht_collector.entrypoints.console.facts.cells import heading, name_of, title, written
from schoolwacht_collector.entrypoints.console.facts.columns import COLUMNS
from schoolwacht_collector.entrypoints.console.facts.declared import declared
from schoolwacht_collector.entrypoints.console.facts.tables import ANSWERS, FIRST_COLUMNS, NOT_HERE, TABLES
from schoolwacht_collector.wording import wording_for

DUTCH = wording_for("nl", "Europe/Brussels")


@pytest.mark.parametrize(
    ("table", "column", "value", "told"),
    [
        ("disks", "size_bytes", 128_035_676_160, "128 GB"),
        ("disks", "rotational", 0, "nee"),
        ("memory_modules", "size_bytes", 0, "leeg"),
        ("probe_states", "since", "2026-11-20T08:00:00Z", "20/11/2026 09:00"),
        ("probe_states", "since", "gisteren", "gisteren"),
        ("disks", "rotational", 7, "7"),
        ("hardware", "firmware_date", "2021-03-05", "05/03/2021"),
        ("hardware", "firmware_date", "maart", "maart"),
        ("hardware", "cpu_mhz", 4600, "4,6 GHz"),
        ("os", "boot_time_ms", 1_795_424_400_000, "23/11/2026 10:00"),
        ("os", "boot_time_ms", 10**30, str(10**30)),
        ("os_licences", "days_left", 170, "170 dagen"),
        ("backups", "every_seconds", 86_400, "1 dag"),
        ("listening_ports", "port", 3389, "3389"),
        ("monitors", "year", 2019, "2019"),
        ("batteries", "full_mwh", 41_200, "41,2 Wh"),
        ("windows11", "reasons", "tpm_off, no_tpm", "beveiligingschip (TPM) staat uit, geen beveiligingschip (TPM)"),
        ("windows11", "reasons", "tpm_off, brand_new", "tpm_off, brand_new"),
        ("software", "name", "disk", "disk"),
        ("unheard_of", "thing", 3.5, "3,5"),
        ("disks", "model", None, ""),
    ],
)
def test_a_cell_is_written_in_its_unit_and_a_code_in_words(table: str, column: str, value: Cell, told: str) -> None:
    assert written(table, column, value, DUTCH) == told


def test_every_declared_table_and_column_has_its_words() -> None:
    tables = declared()
    assert set(tables) <= set(TABLES)
    columns = {column for name, table in tables.items() if name not in NOT_HERE for column in table.columns}
    assert columns <= set(COLUMNS), "give new columns their words in facts/columns.py"


def test_every_table_answers_a_question_and_shows_columns_it_has() -> None:
    tables = declared()
    asked = {table for answers in ANSWERS.values() for table in answers}
    assert set(tables) <= asked | NOT_HERE
    for table, columns in FIRST_COLUMNS.items():
        assert set(columns) <= set(tables[table].columns), table


def test_what_has_no_words_goes_by_its_own_name() -> None:
    assert (title("new_table", DUTCH), heading("new_column", DUTCH)) == ("new_table", "new_column")


def test_a_row_is_called_by_what_people_know_it_by() -> None:
    assert name_of("software", "k", {"title": "CorelDRAW", "name": "CorelDRAW 2024"}) == "CorelDRAW"
    assert name_of("listening_ports", "k", {"protocol": "tcp", "port": 22, "program": "sshd"}) == "tcp 22 sshd"
    assert name_of("unheard_of", "the key", {}) == "the key"
