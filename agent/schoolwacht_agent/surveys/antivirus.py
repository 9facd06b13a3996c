"""Scanners against malware: which, whether they watch, and how old their signatures are."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from schoolwacht_agent.platforms import linux_scanners
from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.scanner import Scanner
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Surroundings, Table

ANTIVIRUS = Table(
    "antivirus",
    "Scanners against malware. What one does not say of itself has no value; no row means that none was found.",
    {
        "product": Column(Kind.TEXT, "Its name."),
        "version": Column(Kind.TEXT, "Version of the program."),
        "enabled": Column(Kind.INTEGER, "1 if it watches all the time, 0 if it is off or only scans when asked.", "1"),
        "up_to_date": Column(Kind.INTEGER, "1 if it calls its signatures up to date, 0 if not.", "1"),
        "signatures": Column(Kind.TEXT, "Version of the signatures."),
        "signatures_day": Column(Kind.TEXT, "Day on which they were made or fetched, year-month-day."),
    },
    key=("product",),
)


def rows(found: Iterable[Scanner]) -> Iterator[Row]:
    """A row for each product."""
    seen = set()
    for scanner in found:
        if scanner.product not in seen:
            seen.add(scanner.product)
            yield ANTIVIRUS(
                product=scanner.product,
                version=scanner.version,
                enabled=None if scanner.enabled is None else int(scanner.enabled),
                up_to_date=None if scanner.up_to_date is None else int(scanner.up_to_date),
                signatures=scanner.signatures,
                signatures_day=scanner.signatures_day,
            )


def take(_: Surroundings) -> Iterator[Row]:
    """The rows of now."""
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import scanners

        try:
            yield from rows(scanners.look())
        except NoAnswer as nothing:
            remedy = "Run `winmgmt /verifyrepository` as administrator."
            raise NoData("Windows did not tell of its scanners", remedy) from nothing
    elif sys.platform == "darwin":
        from schoolwacht_agent.platforms.macos import security

        yield from rows(security.look().scanners)
    else:
        yield from rows(linux_scanners.look(Path("/")))


PROBE = Probe(
    "antivirus",
    timedelta(hours=6),
    (ANTIVIRUS,),
    take,
    about="Scanners against malware and the age of their signatures.",
    patience=timedelta(seconds=90),
    group=Group.SECURITY,
)
