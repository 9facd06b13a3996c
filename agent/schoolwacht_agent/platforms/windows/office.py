r"""Office as the registry knows it: registrations below Office\VERSION\Registration, and ClickToRun\Configuration.

`Registration` lists hundreds of products that the installed files *could* be; what is really set up has a
`DigitalProductID` (and a `ProductID`). Office from 2013 on mostly comes by Click-to-Run, which names its products in
`ProductReleaseIds`. Beside these stand values such as `O365ProPlusRetail.EmailAddress`, which are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.windows import digital_product_id
from schoolwacht_agent.platforms.windows.registry import Key, number_of, text_of

OFFICE = r"SOFTWARE\Microsoft\Office"
CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_MOST_KEYS = 20_000
_DEEPEST = 9
_RELEASE = re.compile(r"[A-Za-z0-9]{3,60}")
_VERSION = re.compile(r"\d{1,2}\.\d")
_MOST_RELEASES = 32
# Update channels by the GUID at the end of their address (learn.microsoft.com, "Update channels for Microsoft 365").
_CHANNELS = {
    "492350f6-3a01-4f97-b9c0-c7c6ddf67d60": "Current",
    "64256afe-f5d9-4f86-8936-8840a6a4f5be": "Current Preview",
    "55336b82-a18d-4dd6-b5f6-9e5095c314a6": "Monthly Enterprise",
    "7ffbc6bf-bc32-4f92-8982-f9dd17fd3114": "Semi-Annual Enterprise",
    "b8f9b850-328d-4355-9145-c59439a0c4cf": "Semi-Annual Enterprise Preview",
    "5440fd1f-7ecb-4221-8110-145efaa6372f": "Beta",
    "f2e724c1-748f-4b47-8fb8-8e0d210e9208": "Perpetual 2019",
    "5030841d-c919-4594-8d2d-84ae4f96e58e": "Perpetual 2021",
    "7983bac0-e531-40cf-be00-fd24fe66619c": "Perpetual 2024",
}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Registration:
    """One product of Office that is set up with a key."""

    product: str
    version: str | None
    """14.0 is 2010, 15.0 is 2013, 16.0 is all since 2016."""
    edition: str | None = None
    channel: str | None = None
    trial: bool | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """One product of Office that came by Click-to-Run."""

    release: str
    """For example O365ProPlusRetail or ProPlus2021Volume."""
    version: str | None
    kind: str
    """subscription, volume, retail or unknown."""
    updates: str | None
    """The update channel."""
    shared: bool | None
    """Whether it is licensed for each who logs on, as in a computer room."""


def registrations(key: Key) -> list[Registration]:
    """Every product that is set up, below any key that lies above `Registration`."""
    found: list[Registration] = []
    for version, registration in _found(key):
        children = list(islice(registration.children, _MOST_KEYS))
        names = {child.name.strip("{}").casefold(): name for child in children if (name := _name(child))}
        for child in children:
            if why_not(child) is None:
                one = _registration(child, version, names)
                if one not in found:
                    found.append(one)
    return found


def why_not(child: Key) -> str | None:
    """Why a key below `Registration` is nothing that is set up: a code, or None."""
    if isinstance(child.values.get("DigitalProductID"), bytes):
        return None
    return "possible_product" if _name(child) else "no_name"


def all_registrations(key: Key) -> Iterator[Key]:
    """Every key right below a `Registration`, whether it is set up or only possible."""
    for _, registration in _found(key):
        yield from islice(registration.children, _MOST_KEYS)


def _registration(child: Key, version: str | None, names: dict[str, str]) -> Registration:
    inside = digital_product_id.parse(child.values.get("DigitalProductID"))
    own = _name(child) or (names.get(inside.licence or "") if inside else None)
    trial = number_of(child, "TrialType")
    return Registration(
        product=own or " ".join(filter(None, ("Microsoft Office", inside.edition if inside else None))),
        version=version,
        edition=inside.edition if inside else None,
        channel=(inside.channel if inside else None) or ("OEM" if text_of(child, "OEM") == "1" else None),
        trial=None if trial is None else trial != 0,
    )


def _name(child: Key) -> str | None:
    return told(text_of(child, "ProductName") or "")


def _found(key: Key) -> Iterator[tuple[str | None, Key]]:
    """Every key called Registration with the version above it; breadth first, not too deep and not too many."""
    waiting: list[tuple[Key, str | None, int]] = [(key, None, 0)]
    for _ in range(_MOST_KEYS):
        if not waiting:
            return
        one, version, depth = waiting.pop()
        if one.name.casefold() == "registration":
            yield version, one
            continue
        if _VERSION.fullmatch(one.name):
            version = one.name
        if depth < _DEEPEST:
            waiting += [(child, version, depth + 1) for child in islice(one.children, _MOST_KEYS)]


def releases(configuration: Key | None) -> list[Release]:
    """Every product of Click-to-Run, out of its key `Configuration`."""
    if configuration is None:
        return []
    said = (text_of(configuration, "ProductReleaseIds") or "").split(",")[:_MOST_RELEASES]
    shared = number_of(configuration, "SharedComputerLicensing")
    return [
        Release(
            release=name,
            version=told(text_of(configuration, "VersionToReport") or ""),
            kind=kind_of(name),
            updates=_updates(configuration),
            shared=None if shared is None else shared == 1,
        )
        for name in dict.fromkeys(part.strip() for part in said)
        if _RELEASE.fullmatch(name)
    ]


def kind_of(release: str) -> str:
    """What sort of licence a release is made for: its name says so."""
    name = release.casefold()
    if name.startswith("o365") or name.endswith("subretail"):
        return "subscription"
    return "volume" if name.endswith("volume") else "retail" if name.endswith("retail") else "unknown"


def _updates(configuration: Key) -> str | None:
    for name in ("UpdateChannel", "CDNBaseUrl"):
        found = _GUID.search(text_of(configuration, name) or "")
        if found:
            return _CHANNELS.get(found[0].casefold(), "other")
    return None
