"""Which installed packages of Debian have a newer version in the lists that apt last fetched.

Reads what apt itself would read, /var/lib/apt/lists and dpkg's status, at a fraction of the cost of its simulation: apt
works out every dependency of 60,000 packages, we look up the few hundred that are installed. Which archives count is
apt_preferences(5) as long as nobody wrote preferences; where that matters, or a list has no Release file, nothing is
told and apt must be asked. Packages on hold do not wait (dpkg(1)).
"""

from __future__ import annotations

import gzip
import lzma
import re
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from schoolwacht_agent.platforms import programs
from schoolwacht_agent.platforms.debian_version import order
from schoolwacht_agent.platforms.kernel_files import entries
from schoolwacht_agent.platforms.update_state import tail

Opening = Callable[[Path], BinaryIO | gzip.GzipFile | lzma.LZMAFile]
HELPER = "usr/lib/apt"
_SECONDS = 60.0
_CHUNK = 1 << 18
_NAME = len("Package: ")
_MOST_STANZA = 1 << 20
_MOST_RELEASE = 64 << 10
_RELEASE = re.compile(r"^(NotAutomatic|ButAutomaticUpgrades|Label|Suite|Codename): (.+)$", re.MULTILINE)
_FIELDS = re.compile(rb"^(Package|Status|Version|Architecture): (.+)$", re.MULTILINE)
_PINNED = re.compile(r"^Package:(.*)$", re.MULTILINE | re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]*")
_SECURITY = re.compile(r"-security\b|^Debian-Security$", re.IGNORECASE)
_BY_APT = frozenset({".lz4", ".zst", ".bz2"})


@dataclass(slots=True)
class Wanted:
    """One installed package, and the newest version of it that an archive has."""

    version: str
    architecture: str
    newest: str = ""
    security: bool = False

    def offered(self, version: str, architecture: str, *, security: bool) -> None:
        """Takes in what an archive has."""
        if "all" not in (architecture, self.architecture) and architecture != self.architecture:
            return
        if order(version) > order(self.newest or self.version):
            self.newest, self.security = version, security


@dataclass(slots=True)
class Stanzas:
    """Cuts a list into the paragraphs of its packages, piece by piece: one may be 60 MB."""

    said: Callable[[bytes], None]
    names: Container[bytes] | None = None
    """Only paragraphs of these packages are said; lists begin each paragraph with the name."""
    kept: bytes = b""

    def take(self, piece: bytes) -> None:
        """What is not yet a whole paragraph waits for the next piece; one that never ends is dropped."""
        *whole, rest = (self.kept + piece).split(b"\n\n")
        if (names := self.names) is not None:
            whole = [stanza for stanza in whole if stanza[_NAME : stanza.find(b"\n", _NAME)] in names]
        for stanza in whole:
            self.said(stanza)
        self.kept = rest if len(rest) <= _MOST_STANZA else b""

    def end(self) -> None:
        """The last paragraph need not end with an empty line."""
        self.said(self.kept)


def installed(status: Path) -> dict[bytes, list[Wanted]]:
    """By name: the same package may be there for two architectures."""
    found: dict[bytes, list[Wanted]] = {}

    def one(stanza: bytes) -> None:
        told = dict(_FIELDS.findall(stanza))
        if told.get(b"Status") == b"install ok installed" and told.keys() >= {b"Package", b"Version", b"Architecture"}:
            wanted = Wanted(_text(told[b"Version"]), _text(told[b"Architecture"]))
            found.setdefault(told[b"Package"].strip(), []).append(wanted)

    _plain(_as_it_is, status, Stanzas(one))
    return found


def waiting(root: Path) -> tuple[int, int] | None:
    """How many installed packages have a newer version, and how many of these in an archive for security."""
    lists = [file for file in entries(root / "var/lib/apt/lists") if "_Packages" in file.name]
    try:
        packages = installed(root / "var/lib/dpkg/status")
        pinned = _pinned(root)
        if not lists or not packages or pinned is None:
            return None
        for file in lists:
            release = _release_of(file)
            if release is None:
                return None
            if release.get("NotAutomatic") == "yes" and release.get("ButAutomaticUpgrades") != "yes":
                continue
            _read(file, Stanzas(partial(_offer, packages, security=_is_security(release)), packages), root)
    except (OSError, EOFError, lzma.LZMAError, programs.NoAnswer):
        return None
    if any(one.newest for name in pinned for one in packages.get(name.encode(), ())):
        return None
    newer = [one for each in packages.values() for one in each if one.newest]
    return len(newer), sum(one.security for one in newer)


def _offer(packages: Mapping[bytes, Collection[Wanted]], stanza: bytes, *, security: bool) -> None:
    told = dict(_FIELDS.findall(stanza))
    for one in packages.get(told.get(b"Package", b"").strip(), ()):
        one.offered(_text(told.get(b"Version", b"")), _text(told.get(b"Architecture", b"")), security=security)


def _pinned(root: Path) -> set[str] | None:
    """Packages of which somebody told apt what to prefer; None where that holds for all, or for a pattern of names."""
    settings = [root / "etc/apt/apt.conf", *entries(root / "etc/apt/apt.conf.d")]
    if any("Default-Release" in tail(file) for file in settings):
        return None
    written = [root / "etc/apt/preferences", *entries(root / "etc/apt/preferences.d")]
    names = {name for file in written for said in _PINNED.findall(tail(file)) for name in said.split()}
    return names if all(map(_PLAIN_NAME.fullmatch, names)) else None


def _release_of(packages: Path) -> dict[str, str] | None:
    """What the archive says of itself: the Release file with the longest name that this list's name begins with."""
    fitting = [
        (len(stem), file)
        for file in entries(packages.parent, "*Release")
        if packages.name.startswith(stem := file.name.removesuffix("InRelease").removesuffix("Release"))
    ]
    if not fitting:
        return None
    with max(fitting)[1].open("rb") as opened:
        return dict(_RELEASE.findall(opened.read(_MOST_RELEASE).decode("utf-8", errors="replace")))


def _is_security(release: Mapping[str, str]) -> bool:
    return any(_SECURITY.search(release.get(name, "")) for name in ("Label", "Suite", "Codename"))


def _read(file: Path, stanzas: Stanzas, root: Path) -> None:
    if file.suffix in _BY_APT:
        folders = (root / HELPER,)
        programs.pour("apt-helper", "cat-file", str(file), seconds=_SECONDS, folders=folders, into=stanzas.take)
        stanzas.end()
    else:
        _plain(_OPENING.get(file.suffix, _as_it_is), file, stanzas)


def _plain(opening: Opening, file: Path, stanzas: Stanzas) -> None:
    with opening(file) as opened:
        while piece := opened.read(_CHUNK):
            stanzas.take(piece)
    stanzas.end()


def _as_it_is(file: Path) -> BinaryIO:
    return file.open("rb")


_OPENING: Mapping[str, Opening] = {".gz": gzip.GzipFile, ".xz": lzma.LZMAFile}


def _text(said: bytes) -> str:
    return said.decode("utf-8", errors="replace").strip()
