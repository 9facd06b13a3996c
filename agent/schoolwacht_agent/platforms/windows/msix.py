r"""Programs in MSIX and AppX packages, out of the machine's own registry: no hive of a person is read or loaded.

`Appx\AppxAllUserStore` has the packages that new people get (`Applications`), those that only lie ready (`Staged`),
and below the number of each account those it has. A full name is `Name_Version_Architecture_Resource_Publisher`
(Microsoft Learn, "Package identity overview"); the publisher's part is a hash in 13 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from schoolwacht_agent.platforms.program import MACHINE, USER, Kind, Program
from schoolwacht_agent.platforms.windows.registry import Key

SOURCE = "msix"
STORE = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore"
REPOSITORY = (
    r"SOFTWARE\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\PackageRepository\Packages"
)
_FULL_NAME = re.compile(
    r"(?P<name>[A-Za-z0-9.-]{3,50})_(?P<version>\d{1,5}(?:\.\d{1,5}){3})_(?P<architecture>x86|x64|arm|arm64|x86a64|neutral)"
    r"_(?P<resource>[^_\\]{0,30})_(?P<publisher>[a-hjkmnp-tv-z0-9]{13})",
    re.ASCII | re.IGNORECASE,
)
_ACCOUNT = re.compile(r"S-1-\d+(?:-\d+)+", re.IGNORECASE)
_FRAMEWORK = re.compile(
    r"Microsoft\.(?:VCLibs|NET\.Native|NET\.CoreRuntime|NET\.CoreFramework|UI\.Xaml|WindowsAppRuntime|WinAppRuntime"
    r"|Services\.Store\.Engagement|DirectXRuntime|Advertising\.Xaml|WindowsAppSDK|WinJS|Media\.PlayReadyClient)(?:\.|\Z)"
    r"|MicrosoftCorporationII\.WinAppRuntime",
    re.IGNORECASE,
)
_OF_WINDOWS = "cw5n1h2txyewy"
_MAKERS = {"8wekyb3d8bbwe": "Microsoft Corporation", _OF_WINDOWS: "Microsoft Windows"}
_GUID_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OF_BUNDLES = "~"
_BUNDLE = "bundle"
"""An offer of packages for several processors, as a section."""


def parse_name(full: str) -> Program | None:
    """A package out of its full name; `hidden` says why it is no program: framework, resource, part_of_windows."""
    match = _FULL_NAME.fullmatch(full)
    if match is None:
        return None
    name, publisher = match["name"], match["publisher"].casefold()
    hidden = None
    if match["resource"] not in {"", _OF_BUNDLES, "neutral"}:
        hidden = "resource"
    elif _FRAMEWORK.match(name):
        hidden = "framework"
    elif publisher == _OF_WINDOWS or _GUID_NAME.fullmatch(name):
        hidden = "part_of_windows"
    return Program(
        name,
        match["version"],
        SOURCE,
        _MAKERS.get(publisher, ""),
        match["architecture"].casefold(),
        upgrade_code=f"{name}_{publisher}",
        product_code=full,
        kind=Kind.COMPONENT if hidden else Kind.APPLICATION,
        section=_BUNDLE if match["resource"] == _OF_BUNDLES else "",
        hidden=hidden,
    )


def programs(store: Key | None, repository: Key | None = None) -> list[Program]:
    """Every package once, those of everyone before those of some people; and what was left out, with its reason."""
    found = [] if store is None else list(_of_store(store))
    if repository is not None:
        # Where the store names no account, nothing tells who has what: then all that is registered counts.
        accounts = store is not None and any(_ACCOUNT.fullmatch(key.name) for key in store.children)
        reason = "only_staged" if accounts else None
        found += [replace(one, hidden=one.hidden or reason) for one in _named(repository)]
    return _folded(found)


def _of_store(store: Key) -> Iterator[Program]:
    for key in store.children:
        if key.name.casefold() in {"applications", "inboxapplications"}:
            yield from _named(key)
        elif key.name.casefold() == "staged":
            yield from (replace(one, hidden=one.hidden or "only_staged") for one in _named(key))
        elif _ACCOUNT.fullmatch(key.name):
            # S-1-5-18 is the system itself: what it has was put there for everyone.
            scope = MACHINE if key.name.casefold() == "s-1-5-18" else USER
            yield from (replace(one, scope=scope) for one in _named(key))


def _named(key: Key) -> Iterator[Program]:
    for one in key.children:
        if program := parse_name(one.name):
            written = one.written
            yield replace(program, installed_on=written.strftime("%Y-%m-%d") if written else None)


def _folded(found: Iterable[Program]) -> list[Program]:
    """A bundle is the offer, the package in it what people have; with both, the bundle is a twin."""
    families: dict[str, list[Program]] = {}
    for program in found:
        families.setdefault((program.upgrade_code or "").casefold(), []).append(program)
    result: list[Program] = []
    for family in families.values():
        shown = [one for one in family if one.hidden is None]
        real = [one for one in shown if one.section != _BUNDLE]
        everyone = any(one.scope == MACHINE for one in shown)
        seen: set[tuple[str, str]] = set()
        for one in real or shown:
            if (one.version, one.architecture) in seen:
                result.append(replace(one, hidden="twin"))
                continue
            seen.add((one.version, one.architecture))
            result.append(replace(one, scope=MACHINE if everyone else USER))
        result += [replace(one, hidden="twin") for one in shown if one not in real and real]
        result += [one for one in family if one.hidden is not None]
    return result
