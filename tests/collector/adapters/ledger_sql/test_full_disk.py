"""A disk that fills up: Busy in a sentence while it is full, and everything acknowledged is there afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.adapters.ledger_sql.things import enrol, key, receiving
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.ports import Busy

LIMITED = """
import pathlib, resource, sys
from collector.adapters.ledger_sql.things import enrol, key, receive
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.ports import Busy

ledger = SqlLedger(pathlib.Path(sys.argv[1]))
(number,) = ledger.write(lambda books: enrol(books, "pc-1"))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
acked, reason = 0, ""
while not reason:
    try:
        ledger.write(lambda books: receive(books, number, acked))
        acked += 1
    except Busy as busy:
        reason = str(busy)
for _ in range(3):
    try:
        ledger.write(lambda books: books.settings.put("big", "x" * 1_000_000))
    except Busy:
        pass
assert ledger.read(lambda books: books.inbox.depth()) == acked
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
ledger.write(lambda books: receive(books, number, acked))
keys = [key(number, sequence) for sequence in range(acked + 1)]
assert ledger.read(lambda books: len(books.batches.digests(keys))) == acked + 1
ledger.close()
print(reason)
"""


def test_a_file_that_may_not_grow_is_busy_and_goes_on_when_it_may_again(path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", LIMITED, path],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert answer.returncode == 0, answer.stderr
    assert "Check the disk and its free space." in answer.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.root
def test_a_really_full_disk_is_busy_and_goes_on_once_there_is_space(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    with SqlLedger(small_disk / "ledger.db") as ledger:
        (number,) = ledger.write(lambda books: enrol(books, "pc-1"))
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        ballast.write_bytes(b"x" * (free - 100_000))
        acked: list[int] = []
        with pytest.raises(Busy, match=r"disk of the ledger is full|Check the disk"):
            receive_until_refused(ledger, number, acked)
        ballast.unlink()
        ledger.write(receiving(number, len(acked)))
        keys = [key(number, sequence) for sequence in (*acked, len(acked))]
        assert ledger.read(lambda books: books.batches.digests(keys)).keys() == set(keys)


def receive_until_refused(ledger: SqlLedger, number: int, acked: list[int]) -> None:
    while True:
        ledger.write(receiving(number, len(acked)))
        acked.append(len(acked))
