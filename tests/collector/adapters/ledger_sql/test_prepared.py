"""Statements about many rows at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select, update

from schoolwacht_collector.adapters.ledger_sql.prepared import Prepared, PreparedRows, listed, powers_of_two

HEARD = Table("heard", MetaData(), Column("device", Integer, primary_key=True), Column("at", Integer))
PUT = PreparedRows(["device", "at"], lambda _, rows: insert(HEARD).values(rows))


@given(st.lists(st.tuples(st.integers()), max_size=300))
def test_pieces_are_powers_of_two_and_leave_nothing_out(rows: list[tuple[int]]) -> None:
    pieces = list(powers_of_two(rows))
    assert [row for piece in pieces for row in piece] == rows
    assert {len(piece) for piece in pieces} <= {1, 2, 4, 8, 16, 32}


@pytest.mark.parametrize("count", [0, 1, 33, 250])
def test_rows_are_written_once_each_and_changed_together(count: int) -> None:
    def later(_: object, rows: list[dict[str, object]]) -> object:
        news = listed(rows, "device", "at")
        return update(HEARD).where(HEARD.c.device == news.c.device).values(at=news.c.at)

    rows = [(number, number * 2) for number in range(count)]
    with create_engine("sqlite://").begin() as connection:
        HEARD.create(connection)
        PUT.run(connection, rows)
        change = PreparedRows(["device", "at"], later)  # type: ignore[arg-type]
        change.run(connection, [(number, 7) for number in range(0, count, 2)])
        found = [tuple(row) for row in connection.execute(select(HEARD).order_by(HEARD.c.device))]
    assert found == [(number, 7 if number % 2 == 0 else number * 2) for number in range(count)]


def test_values_that_are_named_in_another_order_than_the_statement_has_are_an_error() -> None:
    wrong = Prepared(["at", "device"], lambda _: insert(HEARD))
    with create_engine("sqlite://").begin() as connection, pytest.raises(ValueError, match="order of the statement"):
        wrong.run(connection, (1, 2))
