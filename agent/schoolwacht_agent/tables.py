"""Rows become table updates: a snapshot first, then what changed against what was queued before.

What was queued last is remembered in the spool, written in the same transaction as the batch that carries it, so the
two can never disagree. Equal rows queue nothing; once a day one fingerprint of all tables shows that nothing was lost.

Digest of a table: SHA-256 over UTF-8 JSON without spaces, `[[name, ...], [row, ...]]`, columns in the order of their
names, each row a list of cells in that order, rows sorted by their own JSON text. It changes when a cell does.
"""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from schoolwacht_agent.clean_text import clean
from schoolwacht_agent.probe import Cell, Kind, Row, Table

MOST_ROWS = 5_000
MOST_BYTES = 2_000_000
"""Of rows in one table, counted generously, so that a snapshot stays under the 2 MiB a batch of facts may have."""
FINGERPRINT_BYTES = 16
A_DAY_MS = timedelta(days=1) // timedelta(milliseconds=1)
Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A table as it was queued last. `rows` are in the order of their JSON text, without doubles of the key."""

    table: str
    columns: tuple[tuple[str, Kind], ...]
    key: tuple[str, ...]
    keeps_rows: bool
    rows: tuple[Cells, ...]
    taken_at_ms: int
    snapshot_at_ms: int = 0

    @property
    def digest(self) -> bytes:
        """See the module; none for a table that keeps its rows, because the collector may have more of them."""
        if self.keeps_rows:
            return b""
        said = _json([[name for name, _ in self.columns], self.rows])
        return hashlib.sha256(said.encode()).digest()

    def by_key(self) -> dict[Cells, Cells]:
        """Every row by the cells of its key."""
        return {self.key_of(row): row for row in self.rows}

    def key_of(self, row: Cells) -> Cells:
        """The cells of a row that tell it from all others."""
        names = [name for name, _ in self.columns]
        return tuple(row[names.index(name)] for name in self.key)

    def to_bytes(self) -> bytes:
        """As kept in the spool."""
        said = [self.table, self.columns, self.key, self.keeps_rows, self.rows, self.taken_at_ms, self.snapshot_at_ms]
        return zlib.compress(_json(said).encode(), 1)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Held:
        """What was kept."""
        table, columns, key, keeps, rows, taken, snapshot = json.loads(zlib.decompress(kept))
        kinds = tuple((name, Kind(kind)) for name, kind in columns)
        return cls(table, kinds, tuple(key), keeps, tuple(map(tuple, rows)), taken, snapshot)


def look_at(table: Table, rows: Iterable[Row], now_ms: int) -> Held:
    """The rows of one run as they will be held: cleaned, each key once, at most so many, in their order."""
    columns = tuple((name, table.columns[name].kind) for name in sorted(table.columns))
    held = Held(table.name, columns, table.key, table.keeps_rows, (), now_ms)
    seen: dict[Cells, Cells] = {}
    for row in rows:
        cells = tuple(_fit(row.cells[name], kind) for name, kind in columns)
        seen.setdefault(held.key_of(cells), cells)
    return replace(held, rows=_as_many_as_fit(sorted(seen.values(), key=_json)))


def _as_many_as_fit(rows: list[Cells]) -> tuple[Cells, ...]:
    """The first rows, so that a machine with too many tells the same ones every time."""
    room = MOST_BYTES
    for number, row in enumerate(rows):
        room -= len(_json(row).encode()) + 8 * len(row)
        if number == MOST_ROWS or room < 0:
            return tuple(rows[:number])
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Update:
    """What to send about a table: either everything, or rows to put and keys of rows to take away."""

    held: Held
    snapshot: bool
    put: tuple[Cells, ...]
    removed: tuple[Cells, ...] = ()
    digest_before: bytes = b""


def update(seen: Held, before: Held | None) -> Update | None:
    """What changed since `before`, or None when nothing did."""
    if before is not None:
        seen = replace(seen, taken_at_ms=_later(seen.taken_at_ms, before.taken_at_ms))
    if before is None or before.columns != seen.columns or before.key != seen.key:
        return everything(seen)
    seen = replace(seen, snapshot_at_ms=before.snapshot_at_ms)
    if seen.rows == before.rows:
        return None
    old, new = before.by_key(), seen.by_key()
    put = tuple(row for key, row in new.items() if old.get(key) != row)
    if seen.keeps_rows:
        # A row that is not found again stays, here as at the collector, until somebody removes it by name.
        kept = tuple(sorted({**old, **new}.values(), key=_json))
        return Update(replace(seen, rows=kept), snapshot=False, put=put) if put else None
    removed = tuple(key for key in old if key not in new)
    if len(put) + len(removed) > len(new) // 2:
        return everything(seen)
    return Update(seen, snapshot=False, put=put, removed=removed, digest_before=before.digest)


def everything(seen: Held) -> Update:
    """All rows: replacing what the collector has, or beside it where the table keeps its rows."""
    seen = replace(seen, snapshot_at_ms=seen.taken_at_ms)
    return Update(seen, snapshot=not seen.keeps_rows, put=seen.rows)


def without(held: Held, cells: Mapping[str, Cell], now_ms: int) -> Update | None:
    """Takes the rows away that have these cells; None when there is none."""
    names = [name for name, _ in held.columns]
    gone = [row for row in held.rows if all(row[names.index(name)] == cell for name, cell in cells.items())]
    if not gone:
        return None
    rest = tuple(row for row in held.rows if row not in gone)
    after = replace(held, rows=rest, taken_at_ms=_later(now_ms, held.taken_at_ms))
    keys = tuple(held.key_of(row) for row in gone)
    return Update(after, snapshot=False, put=(), removed=keys, digest_before=held.digest)


def fingerprint(held: Iterable[Held]) -> bytes:
    """What all tables together are known by, in whatever order; a table without a digest makes no difference."""
    whole = 0
    for table in held:
        if digest := table.digest:
            mark = hashlib.sha256(table.table.encode() + b"\0" + digest).digest()[:FINGERPRINT_BYTES]
            whole ^= int.from_bytes(mark, "big")
    return whole.to_bytes(FINGERPRINT_BYTES, "big")


def _later(now_ms: int, before_ms: int) -> int:
    """A moment after the one before, so that a clock set back a little hides no change from the collector."""
    return max(now_ms, before_ms + 1) if before_ms - now_ms < A_DAY_MS else now_ms


def _fit(cell: Cell, kind: Kind) -> Cell:
    """A cell as its column's kind wants it; what has no such value is empty."""
    if cell is None:
        return None
    if kind is Kind.TEXT:
        return clean(str(cell)) or None
    if isinstance(cell, str) or not math.isfinite(cell):
        return None
    if kind is Kind.REAL:
        return float(cell)
    return int(cell) if -(2**63) <= cell < 2**63 else None


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
