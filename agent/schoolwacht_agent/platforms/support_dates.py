"""Until when the maker of an operating system mends it, out of a dated file of data.

The file (`data/support_dates.json`) says on which day it was true and where each maker says so. On Windows the release
is known by its build and the date depends on the edition; elsewhere by the version. What the file does not know is
unknown, not supported and not unsupported.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

STATES = ("supported", "longer", "ended", "rolling", "no_date", "unknown")
# EditionID of the registry, and its group: the maker's dates differ between these.
_LONG_TERM = {
    "enterprises": "ltsc",
    "enterprisesn": "ltsc",
    "enterpriseseval": "ltsc",
    "iotenterprises": "iot_ltsc",
    "iotenterprisesk": "iot_ltsc",
}
_ENTERPRISE = ("enterprise", "education", "iotenterprise", "serverrdsh")


@dataclass(frozen=True, slots=True)
class System:
    """What runs here: the words of os-release, and on Windows build, edition and whether it is a server."""

    id: str
    version: str = ""
    build: int | None = None
    edition: str = ""
    server: bool = False


@dataclass(frozen=True, slots=True)
class Support:
    """What the file says of a system; days are year-month-day."""

    product: str
    release: str
    ends: str | None
    longer: str | None
    """The day up to which `longer_by` mends it, which may have to be bought."""
    longer_by: str | None
    source: str | None
    as_of: str


def shipped() -> dict[str, Any]:
    """The data that came with this agent."""
    text = resources.files("schoolwacht_agent.platforms.data").joinpath("support_dates.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def find(system: System, data: Mapping[str, Any]) -> Support | None:
    """What is known of this system; None where the data does not know it."""
    as_of = data["as_of"]
    if system.id in data["rolling"]:
        return Support(system.id, "", None, None, None, None, as_of)
    wanted = "windows-server" if system.id == "windows" and system.server else system.id
    for product, release in _releases(data, wanted):
        if not _is(system, product["matches"], release):
            continue
        group = edition_group(system.edition) if system.id == "windows" and not system.server else ""
        ends = release.get(group) if group in {"ltsc", "iot_ltsc"} else release.get(group, release["ends"])
        if group in {"ltsc", "iot_ltsc"} and ends is None:
            return None  # a long-term channel that the data does not know; the ordinary date would be wrong
        longer = release.get("longer") if group not in {"ltsc", "iot_ltsc"} else None
        by = (release.get("longer_by") or product.get("longer_by")) if longer else None
        name = f"{release['release']} LTSC" if group in {"ltsc", "iot_ltsc"} else release["release"]
        return Support(product["name"], name, ends, longer, by, product["source"], as_of)
    return None


def edition_group(edition: str) -> str:
    """The group of an edition by its EditionID: `enterprise`, `ltsc`, `iot_ltsc`, or nothing for Home and Pro."""
    plain = edition.strip().casefold()
    if group := _LONG_TERM.get(plain):
        return group
    return "enterprise" if plain.startswith(_ENTERPRISE) else ""


def _releases(data: Mapping[str, Any], wanted: str) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for product in data["products"]:
        if product["product"] == wanted:
            yield from ((product, release) for release in product["releases"])


def _is(system: System, how: str, release: Mapping[str, Any]) -> bool:
    if how == "build":
        return system.build is not None and bool(system.build == release["build"])
    if how == "major" and not system.version.startswith("10."):
        return bool(system.version.partition(".")[0] == release["release"])
    parts = release["release"].count(".") + 1
    return bool(".".join(system.version.split(".")[:parts]) == release["release"])


def state(support: Support | None, today: date) -> str:
    """A word of STATES for this day. `longer`: past its end, with support that may have to be bought."""
    if support is None:
        return "unknown"
    if support.ends is None:
        return "no_date" if support.source else "rolling"
    if today.isoformat() <= support.ends:
        return "supported"
    return "longer" if support.longer and today.isoformat() <= support.longer else "ended"
