"""Until when the maker of this operating system mends it, by the dated file that came with the agent."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from schoolwacht_agent.platforms import os_release, support_dates
from schoolwacht_agent.platforms.support_dates import System
from schoolwacht_agent.platforms.system_files import text_or_nothing
from schoolwacht_agent.platforms.windows import registry
from schoolwacht_agent.probe import Column, Group, Kind, Probe, Row, Surroundings, Table

SUPPORT_DATES = Table(
    "support_dates",
    "Until when the operating system is mended: one row.",
    {
        "kind": Column(Kind.TEXT, "Always `os`."),
        "product": Column(Kind.TEXT, "Family, for example Windows 11, Debian."),
        "release": Column(Kind.TEXT, "Release as the maker names it, for example 24H2, 12."),
        "state": Column(
            Kind.TEXT,
            "`supported`; `longer`: past that, only what `longer_by` names mends it; `ended`; "
            "`rolling`: it has no releases; "
            "`no_date`: still mended, but the maker names no day; `unknown`: not in the file.",
        ),
        "ends": Column(Kind.TEXT, "Last day of support for this edition, year-month-day."),
        "longer": Column(Kind.TEXT, "Last day of what `longer_by` names, year-month-day."),
        "longer_by": Column(Kind.TEXT, "What mends it after that; some of it must be bought for each computer."),
        "source": Column(Kind.TEXT, "Page of the maker that says so."),
        "as_of": Column(Kind.TEXT, "Day on which the file was true, year-month-day."),
    },
    key=("kind",),
)
_CURRENT = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_OLD_FILES = ("etc/debian_version", "etc/redhat-release", "etc/lsb-release", "etc/SuSE-release")


def linux(root: Path) -> System:
    """By os-release, or by what was there before it."""
    for name in ("etc/os-release", "usr/lib/os-release"):
        if release := os_release.parse(text_or_nothing(root / name)):
            return System(release.get("ID", ""), release.get("VERSION_ID", ""))
    old = next((said for name in _OLD_FILES if (said := os_release.of_old_file(text_or_nothing(root / name)))), {})
    return System(old.get("ID", ""), old.get("VERSION_ID", ""))


def windows(current: registry.Key | None) -> System:
    """By the registry's key CurrentVersion."""
    if current is None:
        return System("windows")
    return System(
        "windows",
        build=registry.number_of(current, "CurrentBuildNumber"),
        edition=registry.text_of(current, "EditionID") or "",
        server=(registry.text_of(current, "InstallationType") or "").casefold().startswith("server"),
    )


def here() -> System:
    """The system that runs here."""
    if sys.platform == "win32":
        return windows(registry.machine(_CURRENT))
    elif sys.platform == "darwin":  # noqa: RET505 - the type checker knows branches of a platform, not what follows one
        import platform

        return System("macos", platform.mac_ver()[0])
    else:
        return linux(Path("/"))


def rows(system: System, today: date) -> Iterator[Row]:
    """The one row."""
    data = support_dates.shipped()
    found = support_dates.find(system, data)
    yield SUPPORT_DATES(
        kind="os",
        product=found.product if found else system.id or None,
        release=(found.release if found else system.version) or None,
        state=support_dates.state(found, today),
        ends=found.ends if found else None,
        longer=found.longer if found else None,
        longer_by=found.longer_by if found else None,
        source=found.source if found else None,
        as_of=data["as_of"],
    )


def take(surroundings: Surroundings) -> Iterator[Row]:
    """The row of now."""
    return rows(here(), surroundings.now.date())


PROBE = Probe(
    "support_dates",
    timedelta(hours=6),
    (SUPPORT_DATES,),
    take,
    about="Until when the operating system is mended.",
    group=Group.UPDATES,
)
