from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent.spooling import events, everything, open_spool, times

# Appends a frame and a fact in one transaction, says so, and now and then hands over (and says so before: as the
# collector would know). Until it is killed.
CHILD = """
import sys
from pathlib import Path
from schoolwacht_agent.facts import pack_events
from schoolwacht_agent.frames import pack
from schoolwacht_agent.notices import CLOCK_JUMPED
from schoolwacht_agent.probe import Gauge
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.spool.limits import Limits
from schoolwacht_agent.tally import Tally
load = Gauge("system.load1", "1", "Load.")
spool = Spool(Path(sys.argv[1]) / "spool.db", Limits(reserve_bytes=0), Tally())
number = int(sys.argv[2])
while True:
    number += 1
    facts = pack_events([CLOCK_JUMPED(seconds=str(number))], number)
    assert spool.append(number, pack([load(number)], number).frames, facts, {"last": str(number).encode()})
    print("queued", number, flush=True)
    if number % 7 == 0:
        batches = spool.take(2**60, 5, 2**20)
        for batch in batches:
            print("handed", batch.kind, batch.taken_at_ms, flush=True)
        spool.stored(batches)
"""


def run_and_kill(folder: Path, start: int, seconds: float) -> list[list[str]]:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder), str(start)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    said = first + child.stdout.read()
    child.wait()
    child.stdout.close()
    # The last line may be torn: then it was not said.
    return [line.split() for line in said[: said.rfind("\n") + 1].splitlines()]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_was_queued_is_lost_by_a_kill(tmp_path: Path, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - a test draws when to kill
    queued: set[int] = set()
    handed: dict[str, set[int]] = {"frames": set(), "facts": set()}
    for _ in range(2):
        for line in run_and_kill(tmp_path, max(queued, default=0) + 1000, drawn.uniform(0.0, 0.2)):
            if line[0] == "queued":
                queued.add(int(line[1]))
            elif len(line) == 3:
                handed[line[1]].add(int(line[2]))
    spool = open_spool(tmp_path)
    kept = everything(spool)
    assert not list(tmp_path.glob("*.corrupt-*"))
    assert queued - handed["frames"] <= set(times(kept))
    assert queued - handed["facts"] <= {int(event["seconds"]) for event in events(kept)}
    # What is remembered came with its batch: never behind what was said, at most the one transaction ahead.
    assert int(spool.recall("last") or b"0") in {max(queued), max(queued) + 1}
    spool.close()
