"""Which of the titles that need a licence a program is, by the name under which machines list it.

A catalogue names titles by patterns that must begin a program's name and end at the end of a word. Parts that come
with something else, or are free by themselves (readers, runtimes, language packs, updates), are no title: they share a
name with one and would be counted twice, or wrongly. What stands outside the matched name decides that.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_LONGEST_NAME = 300
_MOST_REMEMBERED = 50_000
_SHORTEST_OWN_TITLE = 3

NOT_A_TITLE = re.compile(
    r"""(?<!\w)(
        viewer | reader | player | runtimes? | redistributables? | redist | sdk | api | drivers? | updat(e|er|es)
      | upgrade | hotfix | service\ pack | patch | language\ packs? | lang(uage)?\ ?pack | taalpakket | proofing | mui
      | trial | evaluation | proefversie | demo | plug-?ins? | add-?(in|on)s? | extensions? | interop | compilers?
      | prerequisites | connector | components? | shared | documentation | samples | templates | content | helper
      | librar(y|ies) | (un)?installer | uninstall | deployment\ tool | click-to-run
      | licen[cs]e\ (manager|service|server)
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that say: this is a part, or free by itself."""

_SIGNS = re.compile(r"\((r|tm|c)\)|[®™©]", re.IGNORECASE)


class Free(StrEnum):
    """For whom a title costs nothing, which is how most uncovered installs come about."""

    NOBODY = ""
    AT_HOME = "home"
    SCHOOLS = "schools"


@dataclass(frozen=True, slots=True)
class Title:
    """Something that needs a licence. `names` are regular expressions, `packages` whole names of packages.

    `by` is a word the publisher must have; titles with an everyday name have one. `unless` excludes more names.
    """

    title_id: str
    title: str
    publisher: str
    names: tuple[str, ...]
    packages: tuple[str, ...] = ()
    by: str = ""
    unless: str = ""
    free: Free = Free.NOBODY
    source: str = ""
    programs: tuple[str, ...] = ()
    """Executable files by which it is known when it runs: lower case, without folder and .exe. None: use is unknown."""
    anywhere: bool = False
    """Whether the name may stand anywhere in a program's name; so for titles of a school's own list."""


class _Matcher:
    """One title, ready to be compared with names."""

    def __init__(self, title: Title) -> None:
        self.title = title
        start = r"(?<!\w)" if title.anywhere else r"\A"
        names = (rf"{start}(?:{name})(?!\w)" for name in title.names)
        self._names = re.compile("|".join(names), re.IGNORECASE) if title.names else None
        self._unless = re.compile(rf"(?<!\w)(?:{title.unless})(?!\w)", re.IGNORECASE) if title.unless else None

    def fits(self, name: str, publisher: str | None) -> bool:
        """Whether a cleaned name is this title. With publisher None the name alone decides."""
        if name.casefold() in self.title.packages:
            return True
        found = self._names.search(name) if self._names is not None else None
        if found is None or (publisher is not None and self.title.by not in publisher.casefold()):
            return False
        rest = f"{name[: found.start()]} {name[found.end() :]}"
        return NOT_A_TITLE.search(rest) is None and (self._unless is None or self._unless.search(rest) is None)


class Catalogue:
    """All titles that need a licence. It remembers names it has seen: the same few thousand come back every minute.

    Several threads may ask at once: what is remembered is only ever replaced whole.
    """

    def __init__(self, titles: Iterable[Title]) -> None:
        self.titles = tuple(titles)
        self._matchers = tuple(_Matcher(title) for title in self.titles)
        self._known: dict[tuple[str, str], Title | None] = {}
        self._extended: tuple[frozenset[tuple[str, str]], Catalogue] = (frozenset(), self)

    def match(self, name: str, publisher: str = "") -> Title | None:
        """The title a program is, or nothing for what needs no licence as far as we know."""
        known, asked = self._known, (name[:_LONGEST_NAME], publisher[:_LONGEST_NAME])
        if asked not in known:
            if len(known) >= _MOST_REMEMBERED:
                known = self._known = {}
            known[asked] = self._find(*asked)
        return known[asked]

    def named(self, text: str) -> Title | None:
        """The title somebody means who writes this on a list of licences."""
        wanted = _plain(text).casefold()
        for title in self.titles:
            if wanted in {title.title.casefold(), title.title_id, *title.packages}:
                return title
        return self._find(text[:_LONGEST_NAME], None)

    def extended(self, imported: Iterable[tuple[str, str]]) -> Catalogue:
        """This catalogue with the titles (title, publisher) of a school's own list, where they are not in it yet."""
        wanted = frozenset(imported)
        last, catalogue = self._extended
        if last != wanted:
            own = (own_title(text, publisher) for text, publisher in sorted(wanted) if self.named(text) is None)
            news = {title.title_id: title for title in own if title is not None}
            catalogue = Catalogue((*self.titles, *news.values())) if news else self
            self._extended = (wanted, catalogue)
        return catalogue

    def _find(self, name: str, publisher: str | None) -> Title | None:
        plain = _plain(name)
        return next((m.title for m in self._matchers if m.fits(plain, publisher)), None)


def own_title(text: str, publisher: str) -> Title | None:
    """A title of a school's own list: a program is it when its name has these words. None when it is too short."""
    words = _plain(text).split()
    if len("".join(words)) < _SHORTEST_OWN_TITLE:
        return None
    title = " ".join(words)
    return Title(title.casefold(), title, publisher, (" ".join(map(re.escape, words)),), anywhere=True)


def parse_catalogue(text: str) -> Catalogue:
    """Reads a catalogue in TOML: a list of tables named `title`. Raises ValueError, naming the title that is wrong."""
    titles = [_title(entry) for entry in tomllib.loads(text)["title"]]
    doubled = sorted(title_id for title_id, times in Counter(t.title_id for t in titles).items() if times > 1)
    if doubled:
        raise ValueError(f"these ids stand twice in the catalogue; give each title its own: {', '.join(doubled)}")
    return Catalogue(titles)


def _title(entry: dict[str, Any]) -> Title:
    known = {"id", "title", "publisher", "names", "packages", "by", "unless", "free", "programs", "source"}
    if unknown := entry.keys() - known:
        raise ValueError(f"title {entry.get('id')!r} has unknown keys: {', '.join(sorted(unknown))}")
    if not (entry.get("id") and entry.get("title") and (entry.get("names") or entry.get("packages"))):
        raise ValueError(f"title {entry.get('id')!r} needs an id, a title, and names or packages")
    if any(
        name != name.strip().casefold() or name.endswith(".exe") or set(name) & set("/\\")
        for name in entry.get("programs", ())
    ):
        raise ValueError(f"title {entry['id']!r}: write its programs in lower case, without folder and without .exe")
    return Title(
        entry["id"],
        entry["title"],
        entry.get("publisher", ""),
        tuple(entry.get("names", ())),
        tuple(p.casefold() for p in entry.get("packages", ())),
        entry.get("by", "").casefold(),
        entry.get("unless", ""),
        Free(entry.get("free", "")),
        entry.get("source", ""),
        tuple(entry.get("programs", ())),
    )


def _plain(name: str) -> str:
    """A name without trade signs and double spaces."""
    return " ".join(_SIGNS.sub(" ", name).split())
