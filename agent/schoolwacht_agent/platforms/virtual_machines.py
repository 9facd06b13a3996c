"""Virtual machines and containers that a Linux computer keeps, by the files of the programs that run them.

No daemon is asked, for whoever may ask Docker's is its administrator. What runs now is counted by control groups
(cgroups(7)), what is kept by the definitions on disk. Names stay here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.platforms.system_files import listed

VM, CONTAINER = "vm", "container"
_HOMES: dict[tuple[str, str], tuple[str, ...]] = {
    (VM, "libvirt"): ("etc/libvirt/qemu/*.xml",),
    (VM, "proxmox"): ("etc/pve/qemu-server/*.conf",),
    (VM, "multipass"): ("var/snap/multipass/common/data/multipassd/vault/instances/*",),
    (VM, "lxd"): ("var/lib/lxd/virtual-machines/*", "var/snap/lxd/common/lxd/virtual-machines/*"),
    (VM, "incus"): ("var/lib/incus/virtual-machines/*",),
    (CONTAINER, "docker"): ("var/lib/docker/containers/*", "var/snap/docker/common/var-lib-docker/containers/*"),
    (CONTAINER, "podman"): ("var/lib/containers/storage/overlay-containers/*/userdata",),
    (CONTAINER, "lxc"): ("var/lib/lxc/*/config",),
    (CONTAINER, "lxd"): ("var/lib/lxd/containers/*", "var/snap/lxd/common/lxd/containers/*"),
    (CONTAINER, "incus"): ("var/lib/incus/containers/*",),
    (CONTAINER, "proxmox"): ("etc/pve/lxc/*.conf",),
    (CONTAINER, "nspawn"): ("var/lib/machines/*",),
}
_INSTALLED: dict[str, tuple[str, ...]] = {
    "libvirt": ("etc/libvirt",),
    "docker": ("var/lib/docker", "var/snap/docker"),
    "podman": ("var/lib/containers",),
    "lxc": ("var/lib/lxc",),
    "lxd": ("var/lib/lxd", "var/snap/lxd"),
    "incus": ("var/lib/incus",),
    "proxmox": ("etc/pve",),
}
# Names of control groups that managers make for what runs; the folder above says who.
_RUNNING: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (VM, "libvirt", re.compile(r"machine-qemu.*\.scope")),
    (VM, "proxmox", re.compile(r"\d+\.scope")),
    (CONTAINER, "nspawn", re.compile(r"systemd-nspawn@.*\.service|machine-(?!qemu|lxc).*\.scope")),
    (CONTAINER, "libvirt", re.compile(r"machine-lxc.*\.scope")),
    (CONTAINER, "docker", re.compile(r"docker-[0-9a-f]{64}\.scope|docker/[0-9a-f]{64}")),
    (CONTAINER, "podman", re.compile(r"libpod-[0-9a-f]{64}\.scope")),
    (CONTAINER, "lxc", re.compile(r"lxc\.payload\..+|lxc/[^/]+")),
)
_CGROUPS = ("sys/fs/cgroup", "sys/fs/cgroup/systemd")
_TOPS = ("", "machine.slice", "system.slice", "qemu.slice", "docker", "lxc")


@dataclass(frozen=True, slots=True)
class Guests:
    """Guests of one kind under one program: how many are kept, None where that cannot be told, and how many run."""

    what: str
    program: str
    kept: int | None
    running: int


def look(root: Path) -> list[Guests]:
    """Guests of every program that is here. Those that an account keeps in its home are only seen while they run."""
    running = _running(root)
    found = []
    for (what, program), patterns in _HOMES.items():
        kept = _kept(root, patterns)
        runs = running.pop((what, program), 0)
        if kept or runs:
            found.append(Guests(what, program, max(kept, runs), runs))
    found += [Guests(what, program, None, count) for (what, program), count in running.items() if count]
    return found


def _kept(root: Path, patterns: tuple[str, ...]) -> int:
    return sum(
        1
        for pattern in patterns
        for entry in listed(root, pattern)
        if not entry.name.startswith((".", "lost+found")) and entry.name != "autostart"
    )


def _running(root: Path) -> dict[tuple[str, str], int]:
    names: set[str] = set()
    for base in _CGROUPS:
        for top in _TOPS:
            folder = root / base / top
            names |= {f"{top}/{entry.name}".lstrip("/") for entry in listed(folder) if entry.is_dir()}
    counts: dict[tuple[str, str], int] = {}
    for name in names:
        top, _, last = name.rpartition("/")
        for what, program, pattern in _RUNNING:
            fits = pattern.fullmatch(last) or (top and pattern.fullmatch(name))
            if fits and (program != "proxmox" or top == "qemu.slice"):
                counts[what, program] = counts.get((what, program), 0) + 1
                break
    return counts


def installed(root: Path) -> bool:
    """Whether a program for guests is here at all."""
    return any((root / place).exists() for places in _INSTALLED.values() for place in places)
