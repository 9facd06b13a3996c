"""Signs that a Linux system is not the only one on its hardware, or forgets at every start what was done to it.

Containers say so themselves (systemd's "Container Interface": /run/systemd/container; Podman: /run/.containerenv;
Docker: /.dockerenv). A system that forgets keeps its root in memory over a read-only one: overlay (overlayroot of
Ubuntu, live systems), aufs or tmpfs in mountinfo, or a word on the kernel's command line. LINBO writes the name of the
image it restored into the file `.linbo` at the root; the name itself stays here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.luks import mounts
from schoolwacht_agent.platforms.system_files import line, text_or_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CONTAINERS = frozenset({"docker", "podman", "lxc", "lxc-libvirt", "systemd-nspawn", "openvz", "rkt", "wsl", "proot"})
_IN_MEMORY = {"overlay": "overlay_root", "aufs": "overlay_root", "tmpfs": "root_in_memory", "ramfs": "root_in_memory"}
_WORDS = (
    (re.compile(r"overlayroot=(?!disabled)\S"), "overlay_root"),
    (re.compile(r"boot=(live|casper)\b|rd\.live\.image"), "live_system"),
    (re.compile(r"fsprotect\b|\baufs=tmpfs|systemd\.volatile=(yes|state|overlay|true|1)"), "overlay_root"),
)
# Services and drivers by which Windows programs put a disk back to what it was, by their names in the registry.
_FREEZERS = {
    "dfserv": "deep_freeze",
    "deepfrz": "deep_freeze",
    "dfdisklo": "deep_freeze",
    "sdload": "shadow_defender",
    "diskpt": "shadow_defender",
    "rxfcv": "reboot_restore_rx",
    "rrrx": "reboot_restore_rx",
    "timefreezesvc": "time_freeze",
    "steadierstate": "steadier_state",
}


def container(root: Path) -> str | None:
    """What kind of container this system runs in; `other` for one that we do not know, None for none."""
    said = line(root / "run/systemd/container")
    if said is None and (root / "run/.containerenv").exists():
        said = "podman"
    if said is None and (root / ".dockerenv").exists():
        said = "docker"
    if said is None and "microsoft" in (line(root / "proc/sys/kernel/osrelease") or "").casefold():
        said = "wsl"
    if said is None:
        said = _of_first_process(text_or_nothing(root / "proc/1/environ"))
    return None if said is None else said if said in _CONTAINERS else "other"


def _of_first_process(environ: str) -> str | None:
    said = (entry.removeprefix("container=") for entry in environ.split("\0") if entry.startswith("container="))
    return next(said, None) or None


def forgetting(mountinfo: str, command_line: str) -> Iterator[str]:
    """By what this system forgets: `overlay_root`, `root_in_memory`, `live_system`. Not for containers."""
    found = [_IN_MEMORY[mount.kind] for mount in mounts(mountinfo) if mount.where == "/" and mount.kind in _IN_MEMORY]
    found += [word for pattern, word in _WORDS if pattern.search(command_line)]
    yield from dict.fromkeys(found)


def frozen_by(services: Iterable[str]) -> Iterator[str]:
    """Programs that put a Windows disk back at every start, by names of services and drivers in the registry."""
    yield from dict.fromkeys(word for name in services if (word := _FREEZERS.get(name.casefold(), "")))


def look(root: Path) -> list[str]:
    """The markers of this Linux system."""
    found = []
    if (root / ".linbo").exists():
        found.append("linbo")
    if container(root) is None:
        found += forgetting(text_or_nothing(root / "proc/self/mountinfo"), line(root / "proc/cmdline") or "")
    return found
