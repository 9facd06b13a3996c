"""How the machine is protected: firewall, encryption, administrators, guests, doors from afar."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import linux_protection
from schoolwacht_agent.platforms.protection import Protection
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Surroundings, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

SECURITY = Table(
    "security",
    "How the machine is protected: one row. What has no value could not be told; that is neither good nor bad.",
    {
        "kind": Column(Kind.TEXT, "Always `security`."),
        "firewall": Column(
            Kind.TEXT,
            "`on`: what no rule lets in is refused; `partly`: some of it, or not in each profile; `off`; `configured`: "
            "set up, but the rules could not be read.",
        ),
        "firewall_by": Column(Kind.TEXT, "What keeps it, for example ufw, firewalld, nftables, Windows."),
        "firewall_profiles": Column(Kind.TEXT, "On Windows: domain, private and public, each on or off."),
        "disk_encryption": Column(Kind.TEXT, "`all`, `part` or `none` of the file systems on fixed disks."),
        "root_encrypted": Column(Kind.INTEGER, "1 if the disk of the system is encrypted, 0 if not.", "1"),
        "local_admin_count": Column(Kind.INTEGER, "Accounts of the machine itself that may do everything.", "1"),
        "guest_account": Column(Kind.INTEGER, "1 if somebody without an account may log in, 0 if not.", "1"),
        "automatic_login": Column(Kind.INTEGER, "1 if the machine logs somebody in by itself, 0 if not.", "1"),
        "ssh_password": Column(
            Kind.TEXT, "Whether ssh takes passwords: `yes`, `some` (for some only), `no`, `not_installed`."
        ),
        "ssh_root": Column(Kind.TEXT, "Whether root may log in by ssh: `yes`, `key` (only so), `no`, `not_installed`."),
        "remote_desktop": Column(Kind.INTEGER, "1 if the screen can be used from afar, 0 if not.", "1"),
        "remote_desktop_by": Column(Kind.TEXT, "By what, for example xrdp, vnc, teamviewer."),
        "smb1": Column(Kind.INTEGER, "1 if it still speaks SMB 1, 0 if not.", "1"),
        "remote_desktop_asks_first": Column(
            Kind.INTEGER, "On Windows: 1 if one must say who one is before a screen is shown, 0 if not.", "1"
        ),
        "laps": Column(
            Kind.TEXT,
            "On Windows: who renews and keeps the administrator's password (LAPS): `entra`, `active_directory`, "
            "`legacy` or `off`.",
        ),
        "uac": Column(Kind.INTEGER, "On Windows: 1 if programs must ask before they get all rights, 0 if not.", "1"),
        "mandatory_access": Column(Kind.TEXT, "What holds programs to rules: `apparmor`, `selinux`, `sip` or `none`."),
        "mandatory_access_state": Column(Kind.TEXT, "`enforcing`, `permissive` or `off`."),
        "unknown": Column(Kind.TEXT, "Names of what could not be told, each with the code of the reason."),
    },
    key=("kind",),
)
_FLAGS = (
    "root_encrypted",
    "guest_account",
    "automatic_login",
    "remote_desktop",
    "remote_desktop_asks_first",
    "smb1",
    "uac",
)
_LONGEST = 400


def row(found: Protection) -> Row:
    """The one row."""
    cells = {name: getattr(found, name) for name in SECURITY.columns if name not in {"kind", "unknown", *_FLAGS}}
    flags = {name: None if getattr(found, name) is None else int(getattr(found, name)) for name in _FLAGS}
    unknown = ", ".join(f"{name}: {code}" for name, code in found.unknown)[:_LONGEST]
    return SECURITY(kind="security", unknown=unknown or None, **cells, **flags)


def look() -> Protection:
    """How this machine is protected, by the reader of its system."""
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import protection

        return protection.look()
    elif sys.platform == "darwin":  # noqa: RET505 - the type checker knows branches of a platform, not what follows one
        from schoolwacht_agent.platforms.macos import protection

        return protection.look()
    else:
        if not Path("/proc/self").exists():
            raise NoData("how this system is protected is not read yet", "Look at it in the settings of the system.")
        return linux_protection.look(Path("/"))


def take(_: Surroundings) -> Iterator[Row]:
    """The row of now."""
    yield row(look())


PROBE = Probe(
    "security",
    timedelta(hours=6),
    (SECURITY,),
    take,
    about="How the machine is protected.",
    patience=timedelta(seconds=60),
    group=Group.SECURITY,
)
