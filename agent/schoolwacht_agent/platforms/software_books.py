"""Where Linux and its kin keep what is installed: a list of books, each with a mark that tells whether it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from schoolwacht_agent.platforms import (
    apk,
    appimage,
    browser_policies,
    dpkg,
    flatpak,
    gentoo,
    nix,
    opt_folder,
    pacman_local,
    programs,
    rpm,
    slackware,
    snap,
)
from schoolwacht_agent.platforms.program import Program

_SECONDS = 45.0
_MOST_SAID = 32 << 20
_STAMPED_FILES = 5000
Stamp = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """One book-keeping: when it changed, nothing but None where there is none of it, and how it is read."""

    source: str
    stamp: Callable[[], Stamp]
    read: Callable[[], Iterable[Program]]
    remedy: str = "Look whether its own program can list what is installed."

    @property
    def here(self) -> bool:
        """Whether this machine keeps such a book."""
        return any(part is not None for part in self.stamp())


def books(root: Path = Path("/"), folders: Sequence[Path] = programs.FOLDERS) -> tuple[Book, ...]:
    """Every book-keeping that we can read, on the system under this root."""
    return (
        Book(dpkg.SOURCE, lambda: _changed(root, dpkg.STATUS), lambda: dpkg.read(root)),
        Book(
            rpm.SOURCE,
            lambda: rpm.stamp(root),
            lambda: rpm.parse(_said("rpm", rpm.QUERY, folders)),
            "Run 'rpm --query --all' as root; when it hangs, end what holds the database, then 'rpm --rebuilddb'.",
        ),
        Book(pacman_local.SOURCE, lambda: _changed(root, pacman_local.LOCAL), lambda: pacman_local.read(root)),
        Book(apk.SOURCE, lambda: _changed(root, *apk.INSTALLED), lambda: apk.read(root)),
        Book(gentoo.SOURCE, lambda: _folders(root / gentoo.HOME), lambda: gentoo.read(root)),
        Book(slackware.SOURCE, lambda: _changed(root, *slackware.HOMES), lambda: slackware.read(root)),
        Book(nix.SOURCE, lambda: _changed(root, nix.SYSTEM), lambda: nix.read(root)),
        Book(
            flatpak.SOURCE,
            lambda: flatpak.stamp(root),
            lambda: flatpak.parse(_said("flatpak", flatpak.LIST, folders)),
            "Run 'flatpak list --system' as root.",
        ),
        Book(snap.SOURCE, lambda: snap.stamp(root), lambda: snap.mounted(root)),
        Book(appimage.SOURCE, lambda: _each(appimage.files(root)), lambda: appimage.read(root)),
        Book(
            opt_folder.SOURCE,
            lambda: _changed(root, *opt_folder.HOMES),
            lambda: opt_folder.read(root, lambda: _owned(root, folders)),
        ),
        Book(
            browser_policies.SOURCE,
            lambda: _each(file for file, _ in browser_policies.files(root)),
            lambda: browser_policies.read(root),
        ),
    )


def _owned(root: Path, folders: Sequence[Path]) -> frozenset[str]:
    """What package managers put below /opt. An rpm that does not answer owns nothing."""
    owned = opt_folder.owned_by_dpkg(root) | opt_folder.owned_by_pacman(root)
    if any(part is not None for part in rpm.stamp(root)):
        with suppress(programs.NoAnswer):
            owned |= opt_folder.owned_by_rpm(_said("rpm", rpm.FILES, folders))
    return owned


def stamp(root: Path = Path("/")) -> str:
    """Changes when something comes, goes or is renewed; looks at times of files only."""
    digest = blake2b(digest_size=16)
    for book in books(root):
        digest.update(f"{book.source}\t{book.stamp()!r}\n".encode(errors="replace"))
    return digest.hexdigest()


def _changed(root: Path, *places: str) -> Stamp:
    return tuple(_state(root / place) for place in places)


def _state(file: Path) -> tuple[int, int] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return (state.st_mtime_ns, state.st_size)


def _each(files: Iterable[Path]) -> Stamp:
    found: list[object] = []
    for file in files:
        if len(found) >= _STAMPED_FILES:
            break
        found.append((file.name, _state(file)))
    return tuple(found)


def _folders(home: Path) -> Stamp:
    """A folder's time changes with what is right in it: so those of the categories count too."""
    return _each(_inside(home))


def _inside(home: Path) -> Iterator[Path]:
    try:
        yield from sorted(home.iterdir())
    except OSError:
        return


def _said(program: str, arguments: Sequence[str], folders: Sequence[Path]) -> str:
    said = programs.ask(program, *arguments, seconds=_SECONDS, folders=folders, most_bytes=_MOST_SAID)
    if said.code != 0:
        raise programs.NoAnswer("failed")
    return said.text
