"""Whether a Linux system must be started anew: packages asked for it, or its kernel is older than the installed one.

Debian and Ubuntu leave /run/reboot-required with the packages beside it, openSUSE /run/reboot-needed. Everywhere else
the running kernel is compared with the newest of the same flavour in /boot; Arch names no versions there, but takes
away the modules of the kernel that runs. In a container the kernel is the host's, and the question makes no sense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FLAGS = ("run/reboot-required", "run/reboot-needed")
_CONTAINER = ("run/systemd/container", ".dockerenv", "run/.containerenv")
_MOST_NAMES = 5
# Releases of a distribution in the name of a kernel, which an upgrade of the distribution changes.
_RELEASES = frozenset({"deb", "bpo", "fc", "el"})


@dataclass(frozen=True, slots=True)
class Reboot:
    """Whether and why; `needed` is None where that cannot be told."""

    needed: bool | None
    since_ms: int | None = None
    reason: str | None = None


def look(root: Path, running: str) -> Reboot:
    """The state of the system under this root, with this kernel running."""
    if any((root / sign).exists() for sign in _CONTAINER):
        return Reboot(None)
    for flag in (root / name for name in _FLAGS):
        try:
            return Reboot(True, flag.stat().st_mtime_ns // 1_000_000, packages(flag.with_name(f"{flag.name}.pkgs")))
        except OSError:
            continue
    return _kernel(root, running)


def packages(file: Path) -> str | None:
    """Names of the packages that ask for it, the first few."""
    try:
        lines = file.read_bytes()[:4096].decode("utf-8", errors="replace").split()
    except OSError:
        return None
    names = list(dict.fromkeys(lines))
    more = f" +{len(names) - _MOST_NAMES}" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more or None


def _kernel(root: Path, running: str) -> Reboot:
    images = {file.name.removeprefix("vmlinuz-"): file for file in (root / "boot").glob("vmlinuz-*")}
    newest = newer(running, images)
    if newest is not None:
        # The day of the file is that of its making; when it came here is the day its entry changed.
        return Reboot(True, images[newest].stat().st_ctime_ns // 1_000_000, f"kernel {newest}")
    modules = [place for place in (root / "usr/lib/modules").glob("*/pkgbase") if place.is_file()]
    if modules and not (root / "usr/lib/modules" / running).exists():
        return Reboot(True, max(place.stat().st_ctime_ns for place in modules) // 1_000_000, "kernel")
    return Reboot(False)


def newer(running: str, installed: dict[str, Path]) -> str | None:
    """The newest installed kernel of the running one's flavour, if it is newer."""
    same = [release for release in installed if flavour(release) == flavour(running)]
    newest = max(same, key=_number, default=running)
    return newest if _number(newest) > _number(running) else None


def flavour(release: str) -> tuple[str, ...]:
    """What sort of kernel it is: the words in its name, such as cloud, lowlatency, amd."""
    words = re.findall(r"[a-z]+", release.casefold())
    return tuple(word for word in words if word not in _RELEASES)


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d{1,18}", release, re.ASCII))
