"""How a machine is protected, in one shape for every operating system. None means: the machine does not say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Protection:
    """Readers of each system fill these in; `surveys/security.py` makes a row of them."""

    firewall: str | None = None
    """`on`, `partly`, `off`, or `configured` where it is set up but the rules may not be read."""
    firewall_by: str | None = None
    firewall_profiles: str | None = None
    """Windows: the state of each profile, for example `domain on, private on, public off`."""
    disk_encryption: str | None = None
    """`all`, `part` or `none` of the file systems on fixed disks."""
    root_encrypted: bool | None = None
    local_admin_count: int | None = None
    guest_account: bool | None = None
    automatic_login: bool | None = None
    ssh_password: str | None = None
    """`yes`, `some` (for some only), `no`, `not_installed`."""
    ssh_root: str | None = None
    """`yes`, `key`, `no`, `not_installed`."""
    remote_desktop: bool | None = None
    remote_desktop_by: str | None = None
    smb1: bool | None = None
    remote_desktop_asks_first: bool | None = None
    """Windows: whether one must say who one is before a screen is shown."""
    laps: str | None = None
    """Windows: who keeps the administrator's password: `entra`, `active_directory`, `legacy`, `off`."""
    uac: bool | None = None
    """Windows: whether an administrator is asked before a program gets all rights."""
    mandatory_access: str | None = None
    """`apparmor`, `selinux`, `none`; on a Mac `sip`."""
    mandatory_access_state: str | None = None
    """`enforcing`, `permissive`, `off`."""
    unknown: tuple[tuple[str, str], ...] = ()
    """What could not be told, and why: name and a code such as no_access."""
