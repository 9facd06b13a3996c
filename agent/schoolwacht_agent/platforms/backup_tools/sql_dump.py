"""Whether a dump of a database was written to its end.

mysqldump and mariadb-dump end with `-- Dump completed` (dev.mysql.com, mysqldump, --dump-date), pg_dump and pg_dumpall
with `-- PostgreSQL database (cluster) dump complete`. A dump that stops before is what a full disk or a lost connection
leaves, with the date of today. Without comments (`--compact`) and in pg_dump's own format nothing can be told.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools import file_ends
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record

SOURCE = "sql_dump"
END_BYTES = 4096
HEAD_BYTES = 64 * 1024
_MOST_PACKED = 32 << 20
_MOST_UNPACKED = 1 << 30
_KINDS = (
    (
        "mysqldump",
        re.compile(rb"^-- (?:MySQL|MariaDB) dump ", re.MULTILINE),
        re.compile(rb"^-- Dump completed", re.MULTILINE),
    ),
    (
        "pg_dump",
        re.compile(rb"^-- PostgreSQL database (?:cluster )?dump\s*$", re.MULTILINE),
        re.compile(rb"^-- PostgreSQL database (?:cluster )?dump complete", re.MULTILINE),
    ),
)
_CONTENT = re.compile(rb"^(?:CREATE |INSERT |COPY |ALTER )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Dump:
    """What the two ends of a dump tell; `empty` only where all of it was seen."""

    tool: str
    complete: bool
    empty: bool = False


def parse(beginning: bytes, end: bytes, *, whole: bool = False) -> Dump | None:
    """None when this is no dump that says where it ends. `whole` means that the beginning is all of it."""
    for tool, begins, ends in _KINDS:
        if begins.search(beginning[:END_BYTES]):
            complete = ends.search(end) is not None
            return Dump(tool, complete, empty=complete and whole and not _CONTENT.search(beginning))
    return None


def read(path: Path) -> Dump | None:
    """Looks at both ends of a file, also of a gzipped one up to 32 MiB: it must be unpacked to see its end."""
    beginning = file_ends.head(path, HEAD_BYTES)
    if beginning is None:
        return None
    if beginning[:2] == b"\x1f\x8b":
        return _unpacked(beginning, path)
    end = file_ends.tail(path, END_BYTES) or b""
    return parse(beginning, end, whole=len(beginning) < HEAD_BYTES)


def _unpacked(packed_head: bytes, path: Path) -> Dump | None:
    beginning = _inflated(packed_head, HEAD_BYTES)[0]
    if parse(beginning, b"") is None:
        return None
    packed = file_ends.head(path, _MOST_PACKED + 1) or b""
    if len(packed) > _MOST_PACKED:
        return None
    end, size = _inflated(packed, END_BYTES, last=True)
    if size > _MOST_UNPACKED:
        return None
    return parse(beginning, end, whole=size < HEAD_BYTES)


def _inflated(packed: bytes, keep: int, *, last: bool = False) -> tuple[bytes, int]:
    """The first or last bytes of what was packed, and how many there were; what is cut off ends where it ends."""
    machine = zlib.decompressobj(wbits=31)
    kept, size = b"", 0
    while packed:
        try:
            piece = machine.decompress(packed, 1 << 20)
        except zlib.error:
            break
        size += len(piece)
        kept = (kept + piece)[-keep:] if last else (kept + piece)[:keep]
        if size > _MOST_UNPACKED or (not last and len(kept) >= keep):
            break
        packed = machine.unconsumed_tail
        if machine.eof and machine.unused_data[:2] == b"\x1f\x8b":  # pigz and cat put several after one another
            packed, machine = machine.unused_data, zlib.decompressobj(wbits=31)
        elif not piece:
            break
    return kept, size


def record(dump: Dump, job: str, size: int | None, written_ms: int | None, now_ms: int) -> Record:
    """The job that writes the dump; one written to within five minutes may still be under way."""
    if dump.complete:
        outcome, message = Outcome.OK, ""
    elif written_ms is not None and 0 <= now_ms - written_ms < 300_000:  # noqa: PLR2004 - five minutes
        outcome, message = Outcome.RUNNING, ""
    else:
        outcome, message = Outcome.FAILED, "the newest dump ends before its last line, so it is not whole"
    return Record(
        job,
        SOURCE,
        dump.tool,
        outcome,
        last_try_ms=written_ms,
        last_good_ms=written_ms if dump.complete and not dump.empty else None,
        size_bytes=size,
        items=0 if dump.empty else None,
        message=message,
    )
