"""`make bench`: measures what docs/performance.md says, and writes it there.

Every figure comes from real processes on this machine: a collector, an agent, and for comparison Debian's node_exporter
in the same run. Run it on a machine that does nothing else. `--part NAME` measures one part alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from load.agent_cost import agent_footprint
from load.figures import Figure
from load.intake import idle, judging, pushes, replay
from load.inventory_cost import inventory
from load.pages_cost import overview

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def write(heading: str, figures: list[Figure], began: datetime) -> None:
    """Puts one section of the page anew, with what was seen and where; the other sections stay as they were."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    head, *sections = page.split("\n## ")
    kept = {section.partition("\n")[0]: section for section in sections}
    cpu = platform.processor() or platform.machine()
    lines = [
        heading,
        "",
        f"{began:%d/%m/%Y %H:%M} UTC, {os.cpu_count()} cores ({cpu}), Python {platform.python_version()}.",
        "",
        "| what | seen | goal | |\n|---|---|---|---|",
        *(
            f"| {f.what} | {f.seen} | {f.goal} | {'' if not f.goal else 'kept' if f.kept else '**missed**'} |"
            for f in figures
        ),
        "",
    ]
    kept[heading] = "\n".join(lines)
    PAGE.write_text(
        "\n## ".join([head, *(kept[name] for name in (*HEADINGS.values(), *NOTES) if name in kept)]), encoding="utf-8"
    )


HEAD = """\
# How fast and how light

Written by `make bench`, all but the notes at the end; every figure was seen in the run named above it, on real
processes of this project. "Per core" means divided by the CPU seconds of the collector process, draining to the
embedded store included; the pushing side runs in a process of its own on the same machine. Of three runs the middle
one counts, with the lowest and highest behind it. Bytes on the wire are those of the TCP connection in both
directions, TLS and HTTP/2 included, of a real agent at its ordinary rhythm.
"""
HEADINGS = {
    "ingest": "Taking in",
    "judging": "Taking in while judging",
    "replay": "Taking in a backlog",
    "idle": "At rest",
    "pages": "Pages",
    "agent": "The agent",
    "inventory": "A full inventory",
}
NOTES = ("Where a goal is missed",)
PARTS: dict[str, Callable[[Path, float, float], Iterator[Figure]]] = {
    "ingest": lambda folder, seconds, _: pushes(folder, seconds, 40),
    "judging": lambda folder, seconds, _: judging(folder, seconds, 1000, 500),
    "replay": lambda folder, seconds, _: replay(folder, seconds, 40, 6),
    "idle": lambda folder, seconds, _: idle(folder, seconds, 200),
    "pages": lambda folder, _, __: overview(folder, 1000),
    "agent": lambda folder, _, minutes: agent_footprint(folder, minutes),
    "inventory": lambda folder, _, __: inventory(folder),
}


def main() -> int:
    """Measures and writes, part by part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long the agent is watched")
    parser.add_argument("--seconds", type=float, default=10, help="how long the collector is pushed, each time")
    parser.add_argument("--part", choices=HEADINGS, action="append", help="only this part")
    parser.add_argument("--no-write", action="store_true", help="only print")
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="schoolwacht-bench-") as name:
        for part in flags.part or HEADINGS:
            began, figures = datetime.now(UTC), []
            for figure in PARTS[part](Path(name), flags.seconds, flags.minutes):
                missed = "" if figure.kept else "MISSED"
                print(f"{figure.what:<58}{figure.seen:<52}{figure.goal:<12}{missed}", flush=True)
                figures.append(figure)
            if not flags.no_write:
                write(HEADINGS[part], figures, began)
    return 0


if __name__ == "__main__":
    sys.exit(main())
