"""Whether the log-in screen lets somebody in without an account of his own: guests, and logging in by itself.

lightdm: `allow-guest` (on unless said otherwise, where a program for guest sessions is installed) and `autologin-user`
of /etc/lightdm and /usr/share/lightdm; GDM: `AutomaticLoginEnable`, `TimedLoginEnable` of daemon.conf or custom.conf;
SDDM: section Autologin. GDM and SDDM know no guests. Whom they log in stays here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.system_files import listed, merged, text_or_nothing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_YES = frozenset({"true", "yes", "1", "on"})
_GUEST_PROGRAMS = ("usr/sbin/guest-account", "usr/lib/lightdm/guest-session")
Settings = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the log-in screen allows; None where there is no such screen that we know."""

    guest: bool | None = None
    automatic: bool | None = None


def lightdm(settings: Settings, *, guest_sessions: bool) -> Entrance:
    """By lightdm's sections [Seat:*], formerly [SeatDefaults]."""
    seat: dict[str, str] = {}
    for name, values in settings.items():
        if name.startswith("seat"):
            seat |= values
    guest = guest_sessions and seat.get("allow-guest", "true").casefold() in _YES
    guest_by_itself = guest and seat.get("autologin-guest", "").casefold() in _YES
    return Entrance(guest, bool(seat.get("autologin-user")) or guest_by_itself)


def gdm(settings: Settings) -> Entrance:
    """By GDM's section [daemon]."""
    daemon = settings.get("daemon", {})
    return Entrance(False, any(_yes(daemon, name) for name in ("automaticloginenable", "timedloginenable")))


def sddm(settings: Settings) -> Entrance:
    """By SDDM's section [Autologin]."""
    return Entrance(False, bool(settings.get("autologin", {}).get("user")))


def _yes(values: Mapping[str, str], name: str) -> bool:
    return values.get(name, "").casefold() in _YES


def look(root: Path) -> Entrance:
    """What the installed log-in screens allow together; one that lets people in is enough."""
    found: list[Entrance] = []
    if (root / "usr/sbin/lightdm").exists():
        places = [*listed(root / "usr/share/lightdm/lightdm.conf.d", "*.conf"), root / "etc/lightdm/lightdm.conf"]
        sessions = any((root / name).exists() for name in _GUEST_PROGRAMS)
        settings = _read([*places, *listed(root / "etc/lightdm/lightdm.conf.d", "*.conf")])
        found.append(lightdm(settings, guest_sessions=sessions))
    if any((root / name).exists() for name in ("usr/sbin/gdm3", "usr/sbin/gdm", "usr/bin/gdm")):
        names = ("etc/gdm3/daemon.conf", "etc/gdm3/custom.conf", "etc/gdm/custom.conf")
        found.append(gdm(_read([root / name for name in names])))
    if (root / "usr/bin/sddm").exists():
        here = [root / "etc/sddm.conf", *listed(root / "etc/sddm.conf.d", "*.conf")]
        found.append(sddm(_read([*listed(root / "usr/lib/sddm/sddm.conf.d", "*.conf"), *here])))
    if not found:
        return Entrance()
    return Entrance(any(one.guest for one in found), any(one.automatic for one in found))


def _read(files: list[Path]) -> Settings:
    return merged(text_or_nothing(file) for file in files)
