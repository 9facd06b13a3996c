"""Applications as SPApplicationsDataType lists them, from 10.4 to now.

`obtained_from`: apple, mac_app_store, identified_developer, unknown (10.9 and later). `signed_by`: "Developer ID
Application: NAME (TEAM)" names the publisher and the team, which stays the same over versions. Where the print has
neither, a copyright in "Get Info String" often names the publisher. The path is looked at and never kept: what lies in
a home folder is counted as one person's, nobody knows whose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schoolwacht_agent.platforms.macos.profile import Item
from schoolwacht_agent.platforms.macos.quantities import day_first, written_day, yes
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.program import MACHINE, USER, Kind, Program

MOST = 50_000
_LONGEST = 300
_SIGNER = re.compile(
    r"(?:Developer ID Application|3rd Party Mac Developer Application|Apple Development): (.{1,200}?) \((\w{10})\)"
)
# Possessive (*+): what was taken is never given back, so no text makes it look twice.
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)(?:[\s©]|\(c\)|copyright\b)*+[\d\s,\u2013-]*+(?:by\s+)?"
    r"([^\W\d_][^©()\n]{1,80}?)(?=\.?\s+all rights|\s+\d{4}|\.\s|[.,;]?$|,\s(?!inc|ltd|llc|corp|gmbh))",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:inc|incorporated|ltd|limited|llc|llp|corp|corporation|company|co|gmbh|ag|bv|b\.v|nv|sa|sas|srl|s\.r\.l|ab|as|oy|plc|"
    r"pty|foundation|project|systems|software|technologies|labs|university|team|apple|microsoft|google|adobe|mozilla)\b",
    re.IGNORECASE,
)
_ARCHITECTURES = {
    "archarmi64": "universal",
    "archarm": "arm64",
    "archi64": "x86_64",
    "archi32": "i386",
    "archi32i64": "i386 x86_64",
    "archios": "ios",
    "archother": "",
    "archweb": "web",
    "applesilicon": "arm64",
    "64bit": "x86_64",
    "32bitunsupported": "i386",
    "32bit": "i386",
    "ios": "ios",
    "universal": "universal",
    "archppc": "powerpc",
    "powerpc": "powerpc",
    "classic": "classic",
    "archclassic": "classic",
}
_SOURCES = {
    "apple": "apple",
    "spappsapple": "apple",
    "macappstore": "app-store",
    "appstore": "app-store",
    "identifieddeveloper": "identified-developer",
    "developer": "identified-developer",
}
_HOME = re.compile(r"(?:/System/Volumes/[^/]+)?/(?:Users|home)/(?!Shared/)[^/]+/", re.IGNORECASE)
_SYSTEM = ("/System/", "/Library/Apple/", "/usr/")
_PARTS = (
    "/Library/",
    "/private/",
    "/var/",
    "/opt/",
    "/Developer/",
)
_DRIVERS = ("/Library/Printers/", "/Library/Image Capture/", "/Library/Extensions/", "/System/Library/Extensions/")
_INSIDE = re.compile(r"\.(?:app|framework|bundle|plugin|prefPane|component|kext)/", re.IGNORECASE)
_NO_APPLICATION = (
    "/Library/Application Scripts/",
    "/Library/HTTPStorages/",
    "/Library/Caches/",
    "/Library/Containers/",
)


def programs(items: list[Item]) -> Iterator[Program]:
    """A row for each application; those without a name, and folders that are no applications, are left out."""
    first = day_first([item.get("lastmodified") for item in items[:MOST]])
    for item in items[:MOST]:
        if reason(item) is None:
            yield _program(item, day_is_first=first)


def reason(item: Item) -> str | None:
    """Why an item is no installed application, in a code; None for what is one."""
    if told(item.name) is None:
        return "no_name"
    path = item.get("path", "location")
    if _HOME.match(path) and "/Library/Printers/" in path:
        return "print_queue"  # stands for a printer, and is named for the one who shares it
    # Folders of a person that end in .app by their owner's identifier, such as "group.is.workflow.my.app".
    return "no_application" if any(part in path for part in _NO_APPLICATION) else None


def _program(item: Item, *, day_is_first: bool | None) -> Program:
    path = item.get("path", "location")
    source = _SOURCES.get(_word(item.get("obtainedfrom")), "applications")
    signed = _SIGNER.match(item.get("signedby"))
    home = _HOME.match(path) is not None
    return Program(
        name=(told(item.name) or "")[:_LONGEST],
        version=" ".join(item.get("version").split())[:_LONGEST],
        source=source,
        publisher=_publisher(item, source, signed, path),
        architecture=_architecture(item),
        scope=USER if home else MACHINE,
        installed_on=written_day(item.get("lastmodified"), day_first=day_is_first),
        upgrade_code=signed[2] if signed else None,
        kind=_kind(path, home=home),
    )


def _kind(path: str, *, home: bool) -> Kind:
    """An application, or a part of one or of the system, by where it lies."""
    if path.startswith(_DRIVERS):
        return Kind.DRIVER
    if path.startswith("/System/Applications/"):
        return Kind.APPLICATION
    if path.startswith(_SYSTEM):
        return Kind.SYSTEM
    inner = path if not home else "/" + "/".join(path.split("/")[3:])
    if inner.startswith(_PARTS) or _INSIDE.search(path):
        return Kind.COMPONENT
    return Kind.APPLICATION


def _word(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _publisher(item: Item, source: str, signed: re.Match[str] | None, path: str) -> str:
    """The organisation that made it. A developer of one person signs with his name: then nobody is told."""
    signer = item.get("signedby")
    if source == "apple" or signer.startswith("Software Signing") or path.startswith(("/System/", "/Library/Apple/")):
        return "Apple"
    if signed:
        return signed[1][:_LONGEST] if organisation(signed[1]) else ""
    if (match := _COPYRIGHT.search(item.get("info", "getinfostring")[:1000])) and organisation(match[1]):
        name = (told(match[1]) or "").strip(" .,")
        return "Apple" if name.startswith("Apple") else name
    return ""


def organisation(name: str) -> bool:
    """Whether a name is one of an organisation: two or three plain words could be a person."""
    words = name.split()
    return _ORGANISATION.search(name) is not None or (len(words) == 1 and words[0][:1].isupper()) or name.isupper()


def _architecture(item: Item) -> str:
    """In one spelling for the prints of all years."""
    kind = _word(item.get("archkind", "kind", "runtimeenvironment"))
    wide = yes(item.get("has64bitintelcode", "64bitintel"))
    if kind in ("intel", "archx86"):
        # Since 10.15 nothing is said of 64 bits, as nothing else starts; what has less is "32-bit (Unsupported)".
        wide = True if wide is None and item.get("obtainedfrom") else wide
        return "" if wide is None else "x86_64" if wide else "i386"
    return _ARCHITECTURES.get(kind, "")
