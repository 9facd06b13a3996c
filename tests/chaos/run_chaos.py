"""`make chaos KILLS=60 SEED=1`: kills a real agent, collector and influxd again and again, and asks the oracle."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from chaos.kills import run


def main() -> int:
    """Runs, tells, and fails when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--embedded", action="store_true", help="the embedded store instead of InfluxDB")
    parser.add_argument("--crowd", type=int, default=200, help="simulated agents beside the real one")
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="schoolwacht-chaos-") as folder:
        report = run(Path(folder), flags.kills, flags.seed, on_influxdb=not flags.embedded, crowd=flags.crowd, say=_say)
    print(f"seed {flags.seed}: {report.text()}")
    print("kept" if report.well else f"BROKEN: {report.lost[:5]} {report.changed[:5]} {report.unknown[:5]}")
    return 0 if report.well else 1


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
