"""Everything installed on a Mac, from its three books: applications, the installer's receipts, Homebrew.

No Mac was at hand: recordings and documented formats only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from schoolwacht_agent.platforms.macos import applications, hardware, homebrew, receipts
from schoolwacht_agent.platforms.program import Program
from schoolwacht_agent.probe import NoData

_SECONDS = 90
"""Looking at some hundred bundles and their signatures takes half a minute on an old disk."""


def programs(root: Path = Path("/"), seconds: float = _SECONDS) -> Iterator[Program]:
    """All of it; raises NoData when the list of applications itself cannot be had.

    A receipt of an application that was listed is its twin and marked as hidden.
    """
    said = hardware.asked("SPApplicationsDataType", seconds)
    items = None if said is None else said.items("SPApplicationsDataType")
    if items is None:
        raise NoData(
            "system_profiler did not list the applications.",
            "Run `system_profiler SPApplicationsDataType` on this Mac and see whether it ends.",
        )
    listed = list(applications.programs(items))
    yield from listed
    yield from folded(receipts.programs(root), {program.name.casefold() for program in listed})
    yield from homebrew.programs(root)


def folded(programs: Iterator[Program], names: set[str]) -> Iterator[Program]:
    """Receipts, each hidden where an application of the same name counts already."""
    for program in programs:
        yield replace(program, hidden="twin") if program.name.casefold() in names else program
