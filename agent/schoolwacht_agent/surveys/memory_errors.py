"""Errors that memory noticed: Linux, and Windows by its log. Most PCs have memory that notices nothing."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import edac
from schoolwacht_agent.probe import Column, Gauge, Group, Kind, NoData, Probe, Reading, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAGS = ("place",)
CORRECTED = Gauge("memory_errors.corrected", "1", "Errors that were put right since the start.", _TAGS)
UNCORRECTED = Gauge("memory_errors.uncorrected", "1", "Errors that could not be put right since the start.", _TAGS)
MEMORY_ERRORS = Table(
    "memory_errors",
    "Memory modules that notice their errors, and what they counted since the computer started.",
    {
        "place": Column(
            Kind.TEXT,
            "Controller and module, for example mc0/dimm3; `whea` for what Windows noted of processor, bus and memory.",
        ),
        "label": Column(Kind.TEXT, "Name of the slot on the board."),
        "corrected": Column(Kind.INTEGER, "Errors that were put right.", "1"),
        "uncorrected": Column(Kind.INTEGER, "Errors that could not be put right.", "1"),
    },
    key=("place",),
)


def look(folder: Path) -> Iterator[Row | Reading]:
    """A row and numbers for each module."""
    found = edac.read(folder)
    if not found:
        raise NoData(
            "this machine does not tell errors of its memory",
            "That needs memory with error correction (ECC) and a driver for its controller; most PCs have neither.",
        )
    for one in found[:512]:
        yield MEMORY_ERRORS(place=one.place, label=one.label, corrected=one.corrected, uncorrected=one.uncorrected)
        for gauge, value in ((CORRECTED, one.corrected), (UNCORRECTED, one.uncorrected)):
            if value is not None:
                yield gauge(float(value), place=one.place)


def _windows(now: datetime) -> Iterator[Row]:
    """By the events of WHEA in the last 30 days; Windows does not say which module it was."""
    from schoolwacht_agent.platforms.programs import NoAnswer
    from schoolwacht_agent.platforms.windows import event_log

    try:
        found = event_log.look(now - timedelta(days=30))
    except NoAnswer as nothing:
        raise NoData(
            f"the System log of Windows cannot be read: {nothing}", "Open it in the event viewer."
        ) from nothing
    corrected, fatal = found["corrected_error"].times, found["hardware_error"].times
    yield MEMORY_ERRORS(place="whea", label="Windows, last 30 days", corrected=corrected, uncorrected=fatal)


def _here(now: datetime) -> Iterator[Row | Reading]:
    if sys.platform == "win32":
        return _windows(now)
    if sys.platform != "linux":
        raise NoData("errors of memory can only be told on Linux so far", "Look in the event log of the system.")
    return look(Path("/sys/devices/system/edac/mc"))


PROBE = Probe(
    "memory_errors",
    timedelta(hours=6),
    (CORRECTED, UNCORRECTED, MEMORY_ERRORS),
    lambda surroundings: _here(surroundings.now),
    about="Errors that memory with error correction noticed.",
    group=Group.HEALTH,
)
