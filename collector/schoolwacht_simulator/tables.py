"""Rows become table updates: everything the first time, then what changed; once a day a fingerprint of all tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from schoolwacht_protos.v1.ingest_pb2 import Column, TableUpdate
from schoolwacht_simulator.inventory.table import Cells, Table

FINGERPRINT_BYTES = 16
EVERY_TABLE = "*"


@dataclass(frozen=True, slots=True)
class _Sent:
    rows: dict[Cells, Cells]
    digest: bytes
    taken_at_ms: int


class Memory:
    """What a machine's agent remembers of the tables it sent."""

    def __init__(self) -> None:
        self._sent: dict[str, _Sent] = {}

    def forget(self, table: str) -> None:
        """The next look at a table is sent as a whole: the collector asked for it; `*` stands for all."""
        if table == EVERY_TABLE:
            self._sent.clear()
        self._sent.pop(table, None)

    def fingerprint(self) -> bytes:
        """What all tables together are known by, as docs/wire.md says."""
        whole = 0
        for name, sent in self._sent.items():
            if sent.digest:
                mark = hashlib.sha256(name.encode() + b"\0" + sent.digest).digest()[:FINGERPRINT_BYTES]
                whole ^= int.from_bytes(mark, "big")
        return whole.to_bytes(FINGERPRINT_BYTES, "big")

    def update(self, table: Table, rows: Sequence[Cells], taken_at_ms: int) -> TableUpdate | None:
        """What to send about a table; None when nothing changed."""
        seen = {row[: table.key]: row for row in rows}
        before = self._sent.get(table.name)
        if before is None:
            return self._everything(table, seen, taken_at_ms)
        if seen == before.rows:
            return None
        put = [row for key, row in seen.items() if before.rows.get(key) != row]
        gone = [] if table.keeps_rows else [key for key in before.rows if key not in seen]
        if not table.keeps_rows and len(put) + len(gone) > len(seen) // 2:
            return self._everything(table, seen, taken_at_ms)
        taken_at_ms = max(taken_at_ms, before.taken_at_ms + 1)
        digest = b"" if table.keeps_rows else _digest(seen)
        self._sent[table.name] = _Sent(seen, digest, taken_at_ms)
        return TableUpdate(
            table=table.name, taken_at_ms=taken_at_ms, snapshot=False,
            rows=len(put), columns=_by_column(table.columns, put),
            removed_rows=len(gone), removed=_by_column(table.columns[: table.key], gone) if gone else (),
            digest_before=before.digest, digest_after=digest,
        )  # fmt: skip

    def _everything(self, table: Table, seen: dict[Cells, Cells], taken_at_ms: int) -> TableUpdate:
        digest = b"" if table.keeps_rows else _digest(seen)
        self._sent[table.name] = _Sent(seen, digest, taken_at_ms)
        return TableUpdate(
            table=table.name, taken_at_ms=taken_at_ms, snapshot=not table.keeps_rows, rows=len(seen),
            columns=_by_column(table.columns, list(seen.values())), digest_after=digest,
        )  # fmt: skip


def _digest(rows: dict[Cells, Cells]) -> bytes:
    """The collector compares digests and never computes one, so any that changes with a cell will do."""
    return hashlib.sha256(repr(sorted(rows.values(), key=repr)).encode()).digest()


def _by_column(columns: Sequence[tuple[str, str]], rows: Sequence[Cells]) -> list[Column]:
    made = []
    for place, (name, kind) in enumerate(columns):
        cells = [row[place] for row in rows]
        empty = [number for number, cell in enumerate(cells) if cell is None]
        if kind == "text":
            made.append(Column(name=name, texts=["" if cell is None else str(cell) for cell in cells], empty=empty))
        elif kind == "integer":
            made.append(Column(name=name, integers=[int(cell or 0) for cell in cells], empty=empty))
        else:
            made.append(Column(name=name, reals=[float(cell or 0) for cell in cells], empty=empty))
    return made
