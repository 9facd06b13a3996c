"""What was acknowledged is stored: a collector is killed again and again while it acknowledges."""

from __future__ import annotations

import random
import secrets
import subprocess
import sys
import threading
from pathlib import Path

from collector.adapters.ledger_sql.things import enrol, key
from schoolwacht_collector.adapters.ledger_sql import SqlLedger

KILLS = 10
COLLECTOR = """
import os, pathlib, sys
from collector.adapters.ledger_sql.things import receive
from schoolwacht_collector.adapters.ledger_sql import SqlLedger

path, number, first = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
ledger = SqlLedger(path)
os.write(1, b"ready\\n")
for sequence in range(first, first + 1_000_000):
    done = ledger.submit(lambda books, n=sequence: receive(books, number, n, at_ms=n))
    done.add_done_callback(lambda future, n=sequence: future.result() or os.write(1, b"%d\\n" % n))
    if sequence % 50 == 0:
        done.result()
"""


def test_nothing_acknowledged_is_lost_when_the_collector_is_killed(path: Path) -> None:
    seed = secrets.randbits(32)
    moments = random.Random(seed)  # noqa: S311 - no secret
    with SqlLedger(path) as ledger:
        (number,) = ledger.write(lambda books: enrol(books, "pc-1"))
    acked: list[int] = []
    for kill in range(KILLS):
        acked += killed_after(moments.uniform(0.0, 0.3), path, number, first=kill * 1_000_000)
        with SqlLedger(path) as ledger:
            assert ledger.set_aside is None, f"seed {seed}, kill {kill}"
            wanted = [key(number, sequence) for sequence in acked]
            known = ledger.read(lambda books, wanted=wanted: books.batches.digests(wanted))  # type: ignore[misc]
            assert set(wanted) == known.keys(), f"seed {seed}, kill {kill}"
    assert len(acked) > KILLS
    with SqlLedger(path) as ledger:
        assert whole_batches(ledger)


def killed_after(seconds: float, path: Path, number: int, *, first: int) -> list[int]:
    """Starts a collector, kills it some time after its first words, and gives what it acknowledged."""
    arguments = [sys.executable, "-c", COLLECTOR, str(path), str(number), str(first)]
    folder = Path(__file__).parents[3]  # where these tests find each other
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=folder) as collector:
        assert collector.stdout is not None
        assert collector.stdout.readline() == b"ready\n"
        killer = threading.Timer(seconds, collector.kill)
        killer.start()
        said = collector.stdout.read()
        killer.join()
    return [int(line) for line in said.split(b"\n")[:-1]]


def whole_batches(ledger: SqlLedger) -> bool:
    """Whether as many frames wait as batches were recorded: a batch is there with all that belongs to it, or not."""

    def count(table: str) -> int:
        found: int = ledger.read(
            lambda books: books.settings._connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # type: ignore[attr-defined]  # noqa: S608 - our own names
        )
        return found

    return count("batches") == count("inbox") > 0
