"""Which operating system this machine runs. Its dates of support are the collector's business."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.platforms import os_release
from schoolwacht_agent.probe import Column, Group, Kind, Probe, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OS = Table(
    "os",
    "The operating system: one row.",
    {
        "kind": Column(Kind.TEXT, "Always `os`."),
        "name": Column(Kind.TEXT, "Name as its maker writes it, for example Debian GNU/Linux."),
        "version": Column(Kind.TEXT, "Version as its maker writes it, for example 12 (bookworm)."),
        "id": Column(Kind.TEXT, "Short name for comparing, for example debian."),
        "version_id": Column(Kind.TEXT, "Version number for comparing, for example 12."),
        "codename": Column(Kind.TEXT, "Code name of the version."),
        "kernel": Column(Kind.TEXT, "Release of the kernel; on Windows the build."),
        "architecture": Column(Kind.TEXT, "Processor architecture, for example x86_64."),
        "boot_time_ms": Column(Kind.INTEGER, "When the system was started, since 1970 in UTC.", "ms"),
        "time_zone": Column(Kind.TEXT, "Name of the time zone, for example Europe/Brussels."),
    },
    key=("kind",),
)
_RELEASE_FILES = (Path("/etc/os-release"), Path("/usr/lib/os-release"))


@dataclass(frozen=True, slots=True)
class System:
    """What the machine says of its system: assignments as in os-release, and the kernel's own words."""

    release: Mapping[str, str]
    kernel: str
    architecture: str
    boot_time: float
    time_zone: str | None


def look() -> System:
    """The only lines that touch the machine."""
    return System(_release(), platform.release(), platform.machine(), psutil.boot_time(), _time_zone())


def _release() -> Mapping[str, str]:
    """What os-release says, and the same said for the systems that have no such file."""
    if sys.platform == "win32":
        name, version, _, _ = platform.win32_ver()
        return {"NAME": "Windows", "VERSION": f"{name} ({version})", "ID": "windows", "VERSION_ID": version}
    elif sys.platform == "darwin":  # noqa: RET505 - the type checker knows branches of a platform, not what follows one
        version = platform.mac_ver()[0]
        return {"NAME": "macOS", "VERSION": version, "ID": "macos", "VERSION_ID": version}
    else:
        for file in _RELEASE_FILES:
            if file.is_file():
                return os_release.parse(file.read_text("utf-8", errors="replace"))
        return {"NAME": platform.system()}


def _time_zone() -> str | None:
    """The zone's name, which is where the link /etc/localtime points to."""
    try:
        target = Path("/etc/localtime").readlink().as_posix()
    except OSError:  # a copy instead of a link, or Windows
        return None
    return target.partition("/zoneinfo/")[2].removeprefix("posix/") or None


def rows(system: System) -> Iterator[Row]:
    """The one row."""
    release = system.release
    yield OS(
        kind="os",
        name=release.get("NAME") or None,
        version=release.get("VERSION") or release.get("VERSION_ID") or None,
        id=release.get("ID") or None,
        version_id=release.get("VERSION_ID") or None,
        codename=release.get("VERSION_CODENAME") or None,
        kernel=system.kernel,
        architecture=system.architecture,
        boot_time_ms=round(system.boot_time * 1000),
        time_zone=system.time_zone,
    )


PROBE = Probe(
    "os",
    timedelta(hours=6),
    (OS,),
    lambda _: rows(look()),
    about="Which operating system runs here.",
    group=Group.SOFTWARE,
)
