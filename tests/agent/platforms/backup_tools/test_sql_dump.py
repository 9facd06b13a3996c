from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools.record import Outcome
from schoolwacht_agent.platforms.backup_tools.sql_dump import Dump, parse, read, record

MYSQL = b"-- MySQL dump 10.13  Distrib 8.0\n--\n"
SANDBOXED = b"/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n"
TABLES = b"CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n"
END = b"-- Dump completed on 2026-11-22 22:00:00\n"
POSTGRES = b"--\n-- PostgreSQL database dump\n--\n"
POSTGRES_END = b"--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict x\n"
NOW_MS = 1_795_419_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MYSQL + TABLES + END, Dump("mysqldump", complete=True)),
        (SANDBOXED + TABLES + END, Dump("mysqldump", complete=True)),
        (MYSQL + TABLES, Dump("mysqldump", complete=False)),
        (MYSQL + END, Dump("mysqldump", complete=True, empty=True)),
        (POSTGRES + TABLES + POSTGRES_END, Dump("pg_dump", complete=True)),
        (POSTGRES + TABLES, Dump("pg_dump", complete=False)),
        (b"PGDMP\x01\x0e", None),
        (TABLES, None),
        (b"", None),
    ],
)
def test_only_a_dump_with_its_last_line_is_whole(text: bytes, expected: Dump | None) -> None:
    assert parse(text, text[-4096:], whole=True) == expected


@pytest.mark.parametrize("rows", [1, 50_000])
def test_a_dump_is_read_at_both_ends_gzipped_or_not(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "dump.sql"
    text = MYSQL + TABLES + b"INSERT INTO a VALUES (2);\n" * rows + END
    for whole, complete in ((text, True), (text[:-40], False)):
        path.write_bytes(whole)
        assert read(path) == Dump("mysqldump", complete=complete)
        path.write_bytes(gzip.compress(whole))
        assert read(path) == Dump("mysqldump", complete=complete)


def test_a_gzipped_dump_that_was_cut_off_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "dump.sql.gz"
    packed = gzip.compress(MYSQL + os.urandom(200_000) + END)
    path.write_bytes(packed[:-3000])

    assert read(path) == Dump("mysqldump", complete=False)


def test_a_dump_that_pigz_packed_in_pieces_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "dump.sql.gz"
    path.write_bytes(gzip.compress(MYSQL + TABLES) + gzip.compress(TABLES + END))

    assert read(path) == Dump("mysqldump", complete=True)


def test_what_is_no_file_tells_nothing(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    assert read(tmp_path / "gone") is None
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert read(tmp_path / "pipe") is None


def test_an_unfinished_dump_is_running_for_five_minutes_and_then_not_good() -> None:
    dump = Dump("mysqldump", complete=False)

    assert record(dump, "db", 9, NOW_MS - 60_000, NOW_MS).outcome is Outcome.RUNNING
    late = record(dump, "db", 9, NOW_MS - 600_000, NOW_MS)
    assert (late.outcome, late.last_good_ms) == (Outcome.FAILED, None)


@settings(max_examples=100)
@given(st.binary(), st.binary())
def test_no_two_ends_are_too_odd(beginning: bytes, end: bytes) -> None:
    parse(beginning, end)
    parse(MYSQL + beginning, end, whole=True)
