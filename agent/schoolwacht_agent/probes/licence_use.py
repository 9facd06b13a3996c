"""Which paid titles were used on which day and for how many minutes, where the collector asked for it.

Told at most once an hour. A day on which the agent could not look has no row in `licence_watch`: then a title without a
row in `licence_use` is one of which nothing is known, not one that nobody used.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from schoolwacht_agent.probe import Column, DataClass, Group, Kind, NoData, Probe, Row, Surroundings, Table
from schoolwacht_agent.usage_book import BOOK, KEPT_DAYS, UsageBook

_DAY = Column(Kind.TEXT, "Day by the clock and time zone of the device, such as 2026-11-24.")

USE = Table(
    "licence_use",
    f"Minutes that paid titles ran, by day: of the last {KEPT_DAYS} days on which the agent looked, and only where the "
    "school asked for it.",
    {
        "day": _DAY,
        "title": Column(Kind.TEXT, "Short name of the title in the collector's list.", "", DataClass.PSEUDONYMOUS),
        "minutes": Column(
            Kind.INTEGER,
            "Minutes that it ran, with or without somebody before the screen; at least 1 when seen. 0 on the day "
            "from which on a title that came later is looked for.",
            "min",
            DataClass.PSEUDONYMOUS,
        ),
    },
    key=("day", "title"),
)
WATCH = Table(
    "licence_watch",
    "Days on which the agent could look which paid titles ran. What ran on another day is not known.",
    {
        "day": _DAY,
        "minutes": Column(Kind.INTEGER, "Minutes of the day in which it looked.", "min", DataClass.PSEUDONYMOUS),
    },
    key=("day",),
)


def take(surroundings: Surroundings, book: UsageBook) -> Iterator[Row]:
    """The rows of all days that are kept. Once after it was switched off, none: that takes them away."""
    if not surroundings.programs:
        if book.clearing():
            return
        raise NoData(
            "switched off: nobody asked to measure which paid titles are used on this device",
            "switch it on for the class of this device in the console",
        )
    for day, minutes in book.looked(surroundings.home):
        yield WATCH(day=day, minutes=minutes)
    for day, title, minutes in book.used(surroundings.home):
        yield USE(day=day, title=title, minutes=minutes)


PROBE = Probe(
    "licence_use",
    timedelta(hours=1),
    (USE, WATCH),
    lambda surroundings: take(surroundings, BOOK),
    about="Which paid titles ran on which day and how long; only where the school asked for it.",
    group=Group.USAGE,
)
