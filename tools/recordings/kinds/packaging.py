"""Lists of package managers as their own programs print them, or as they keep them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms import apk, dpkg, flatpak, gentoo, nix, pacman_local, rpm, slackware, snap
from schoolwacht_agent.platforms.program import Program

Reader = Callable[[str], Iterable[Program]]
_FOLDER = re.compile(r"(?:^|/)(?:packaging|packages)/")
_BLANK = re.compile(r"\n\s*\n")
_TIME_ALONE = re.compile(r"\s*\d{9,10}\s*")
_NO_PACKAGE = re.compile(
    r"\s*|#.*| \*.*|!!!.*|(?:Name +Version +Rev .*|Listing|Desired=|\||\+\+\+|[=-]{3,}).*|gpg-pubkey\t.*"
)


def belongs(path: str, _: bytes) -> bool:
    """By its folder: what a package manager prints looks like many other things."""
    return _FOLDER.search(path) is not None


def read(data: bytes, _: str) -> Outcome:
    """The reader whose sort of record the text has most of; a record is a paragraph or a line."""
    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if not text.strip():
        return Outcome(0, {"empty": 1})
    if _TIME_ALONE.fullmatch(text):
        return Outcome(0, {"install_time": 1})
    for looks, reader, records in _SORTS:
        if looks.search(text):
            return _judged(list(reader(text)), records(text), text)
    best = max((list(reader(text)) for reader in _BY_LINE), key=len)
    return _judged(best, _lines(text), text)


def _judged(programs: list[Program], records: int, text: str) -> Outcome:
    ignored = Counter(program.hidden for program in programs if program.hidden)
    ignored["of_one_person"] += sum(program.scope == "user" for program in programs)
    ignored["not_installed"] += _not_installed(text)
    rows = sum(program.scope == "machine" and not program.hidden for program in programs)
    # A list of files names a package as often as it has files, so more records than packages are no gap by themselves.
    left = records - len(programs) - ignored["not_installed"]
    return Outcome(rows, +ignored, (f"{left} records became nothing",) if left > 0 else ())


def _not_installed(text: str) -> int:
    """Packages that are known and not installed, in dpkg's three forms."""
    status = re.findall(r"^Status: \S+ \S+ (?!installed$)\S+$", text, re.MULTILINE)
    shown = re.findall(r"\t\S+ \S+ (?:config-files|not-installed|half-\w+|unpacked|triggers-\w+)$", text, re.MULTILINE)
    listed = re.findall(r"^[uihrp][ncHUFWt] {1,2}\S+ +\d", text, re.MULTILINE)
    return len(status) + len(shown) + len(listed)


def _paragraphs(text: str) -> int:
    return sum(bool(part.strip()) for part in _BLANK.split(text))


def _lines(text: str) -> int:
    return sum(_NO_PACKAGE.fullmatch(line) is None for line in text.splitlines())


def _one(_: str) -> int:
    return 1


def _snap(text: str) -> list[Program]:
    found = snap.parse(text)
    return [found] if found else []


_SORTS: tuple[tuple[re.Pattern[str], Reader, Callable[[str], int]], ...] = (
    (re.compile(r"^Status: \S+ \S+ \S+$", re.MULTILINE), lambda text: dpkg.parse(text.splitlines(True)), _paragraphs),
    (re.compile(r"^P:\S+\nV:|^V:\S+\nA:", re.MULTILINE), lambda text: apk.parse(text.splitlines()), _paragraphs),
    (re.compile(r"^%NAME%$", re.MULTILINE), lambda text: filter(None, [pacman_local.parse(text)]), _one),
    (re.compile(r"^Name +: .*\nVersion +: ", re.MULTILINE), pacman_local.parse_query, _paragraphs),
    (re.compile(r"^ *Ref: \S+/\S+/\S+/\S+$", re.MULTILINE), flatpak.parse, _one),
    (re.compile(r"^name: +\S+\n(?:.*\n)*?(?:snap-id|installed|version|base):", re.MULTILINE), _snap, _one),
)
_BY_LINE: tuple[Reader, ...] = (
    rpm.parse,
    rpm.parse_names,
    dpkg.parse_query,
    snap.parse_list,
    pacman_local.parse_short,
    flatpak.parse,
    slackware.parse_list,
    gentoo.parse_list,
    lambda text: nix.parse_list(text.splitlines()),
    apk.parse_list,
)

KIND = Kind("packaging", belongs, read)
