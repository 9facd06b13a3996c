r"""Exported keys that list programs: Uninstall, AppX packages, repairs, policies of browsers.

The whole of `windows/software_books.programs` runs on the file as it runs on a machine: the exported tree stands for
HKEY_LOCAL_MACHINE, what lies below `Wow6432Node` for its view of 32 bits, and HKEY_USERS for the people logged on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.windows import software_books
from schoolwacht_agent.platforms.windows.registry import Key
from schoolwacht_agent.platforms.windows.registry_export import Export, decoded, parse

_LISTS = re.compile(
    r"^\[?HK(?:EY_LOCAL_MACHINE|LM|EY_USERS|U|EY_CURRENT_USER|CU)\\[^\]]*(?:CurrentVersion\\Uninstall"
    r"|Appx\\AppxAllUserStore|Component Based Servicing\\Packages|ExtensionInstallForcelist)",
    re.IGNORECASE | re.MULTILINE,
)
_LISTED = re.compile(
    r"\\(?:CurrentVersion\\Uninstall|Component Based Servicing\\Packages"
    r"|AppxAllUserStore\\(?:Applications|InboxApplications|Staged|S-1-[\d-]+))\\[^\\\]]+\]",
    re.IGNORECASE,
)


def belongs(_: str, head: bytes) -> bool:
    """By one of these keys near the beginning."""
    return _LISTS.search(decoded(head).replace("\r", "")) is not None


def read(data: bytes, _: str) -> Outcome:
    """Rows are programs that count; the reasons of the others are the agent's own."""
    export = parse(data)
    export.root.make(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion")  # no file holds a whole registry
    found = list(software_books.programs(lambda path, view=64: _machine(export, path, view), lambda: _users(export)))
    ignored = Counter(program.hidden for program in found if program.hidden)
    entries = len({match.casefold() for match in _LISTED.findall(decoded(data))})
    if not entries and not found:
        ignored["empty"] += 1
    gaps = list(export.gaps)
    if entries > len(found):
        gaps.append(f"{entries - len(found)} entries became nothing")
    return Outcome(sum(program.hidden is None for program in found), ignored, tuple(gaps))


def _machine(export: Export, path: str, view: int) -> Key | None:
    if view == 32:  # noqa: PLR2004 - as Windows names its views
        path = path.replace("SOFTWARE\\", "SOFTWARE\\Wow6432Node\\", 1)
    return export.root.child(rf"HKEY_LOCAL_MACHINE\{path}")


def _users(export: Export) -> Iterator[Key]:
    everyone = export.root.child("HKEY_USERS")
    yield from everyone.children if everyone else ()
    if own := export.root.child("HKEY_CURRENT_USER"):
        yield own


KIND = Kind("registry_software", belongs, read)
