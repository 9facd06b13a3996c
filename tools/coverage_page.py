"""Writes docs/coverage.md: what is known of a machine, from where, how that was proven, and how recordings are read.

With SCHOOLWACHT_RECORDINGS the recordings are read anew; without it that part of the page stays as it was.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from recordings.kind import Verdict
from recordings.reading import Read, Sum, load, read_folder, sums

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "coverage.md"
SOURCES = ROOT / "docs" / "coverage-sources.toml"
HEADING = "## Recordings of other machines"
_MOST_GAPS = 5
_HEAD = """\
# What is known, and how that was proven

Written by `make docs` out of [coverage-sources.toml](coverage-sources.toml) and the recordings at hand. What a machine
does not tell is never taken for good news: it is told as unknown, with the reason and what could be done.

*here*: runs on the Linux machine of the tests. *wine*: runs in the Windows Python under Wine. *tool*: compared with the
program of the system itself. *recordings*: the same parser reads recordings of real machines. *made up*: tests make the
data up by the documented format, and `make fuzz` breaks it.
"""


def page(recordings: str) -> str:
    """The whole page around the part about recordings."""
    told = tomllib.loads(SOURCES.read_text("utf-8"))
    return "\n".join([_HEAD, *_questions(told), *_wine(told), recordings.strip("\n"), ""])


def _questions(told: dict[str, Any]) -> Iterator[str]:
    for name, title in told["questions"].items():
        yield f"## {title}\n"
        yield "| system | what | from where | proven |\n|---|---|---|---|"
        for row in told["known"][name]:
            yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
        yield ""


def _wine(told: dict[str, Any]) -> Iterator[str]:
    yield "## What Wine lacks\n"
    yield "| Wine 8 does not have | proven instead by |\n|---|---|"
    for row in told["wine"]:
        yield f"| {row['lacks']} | {row['instead']} |"
    yield ""


def recordings_of(folder: Path) -> str:
    """Counts per kind, and every file that was not understood with its reason."""
    read = list(read_folder(folder, load()))
    found = sums(read)
    understood = sum(one.understood for one in found)
    share = 100 * understood / max(len(read), 1)
    lines = [
        HEADING,
        "",
        f"{len(read)} files, {understood} understood ({share:.1f} %). Understood means: every record became a row, or",
        "was left out for a coded reason. `make recordings DIR=...` counts for any other folder.",
        "",
        "| kind | files | understood | partly | not | rows |\n|---|---|---|---|---|---|",
        *map(_counted, found),
        "",
        *_left(read),
    ]
    return "\n".join(lines)


def _counted(one: Sum) -> str:
    return f"| {one.kind} | {one.files} | {one.understood} | {one.partly} | {one.not_understood} | {one.rows} |"


def _left(read: list[Read]) -> Iterator[str]:
    left = [one for one in read if one.outcome.verdict is not Verdict.UNDERSTOOD]
    yield "Not understood:" if left else "No file is left that was not understood."
    for one in left:
        yield f"- `{one.path}` ({one.kind}, {one.outcome.verdict}): {'; '.join(one.outcome.gaps[:_MOST_GAPS])}"


def kept() -> str:
    """The part about recordings as it stands on the page."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    _, heading, rest = text.partition(HEADING)
    return heading + rest


def main() -> int:
    """Writes the page."""
    root = os.environ.get("SCHOOLWACHT_RECORDINGS")
    PAGE.write_text(page(recordings_of(Path(root)) if root else kept()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
