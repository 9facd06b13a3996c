"""`make fuzz`: a million cases over all parsers; prints the seed, so that a failure can be had again.

make fuzz CASES=50000 SEED=7
make fuzz ONLY=smartctl
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import SystemRandom

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.everyone import EVERYONE
from fuzz.kinds_parsers import recorded
from fuzz.trying import A_DRAW, fuzz

LARGEST = 64 << 10
_A_STEP = 4000
"""Cases of one parser at a time, each step with a seed of its own, so that the work spreads over the processors."""


def one_step(number: int, cases: int, seed: int) -> tuple[str, int, float, str]:
    """Name, cases, longest time of one, and what went wrong."""
    parser = EVERYONE[number]
    try:
        more = recorded().get(parser.name, ())
        slowest = fuzz(parser, cases, seed, largest=LARGEST, more=more)
    except Exception:  # noqa: BLE001 - all parsers get their turn, and the report tells of every one
        return parser.name, cases, 0.0, traceback.format_exc()[-6000:]
    return parser.name, cases, slowest, ""


def main() -> int:
    """Runs them side by side; 1 when any parser broke."""
    wanted, only = int(os.environ.get("CASES") or 1_000_000), os.environ.get("ONLY", "")
    seed = int(os.environ.get("SEED") or SystemRandom().randrange(2**32))
    chosen = [number for number, parser in enumerate(EVERYONE) if only in parser.name]
    each = -(-wanted // max(len(chosen), 1) // A_DRAW) * A_DRAW
    print(f"{len(chosen)} parsers, {each} cases each, SEED={seed}", flush=True)
    steps = [
        (number, min(_A_STEP, each - begun), seed + begun) for begun in range(0, each, _A_STEP) for number in chosen
    ]
    begun, done, broken, slowest = time.monotonic(), 0, 0, (0.0, "")
    with ProcessPoolExecutor() as workers:
        for name, cases, took, wrong in workers.map(one_step, *zip(*steps, strict=True)):
            done, slowest = done + cases, max(slowest, (took, name))
            if wrong:
                broken += 1
                print(f"\n{name} broke:\n{wrong}", flush=True)
    print(f"{done} cases in {time.monotonic() - begun:.0f} s, {broken} broke")
    print(f"the slowest took {slowest[0]:.3f} s ({slowest[1]})")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
