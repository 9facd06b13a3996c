"""How this Linux computer is protected. Each part by itself: what cannot be read is unknown, with a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from schoolwacht_agent.platforms import (
    display_manager,
    linux_firewall,
    local_admins,
    luks,
    mandatory_access,
    programs,
    samba_shares,
    sshd_config,
    units,
)
from schoolwacht_agent.platforms.local_admins import Accounts
from schoolwacht_agent.platforms.luks import Encryption
from schoolwacht_agent.platforms.protection import Protection
from schoolwacht_agent.platforms.system_files import NotReadable, text, text_or_nothing

# Units that let somebody see and use the screen from afar.
REMOTE_DESKTOPS = {
    "xrdp": "xrdp",
    "gnome-remote-desktop": "gnome-remote-desktop",
    "krdpserver": "krdp",
    "x11vnc": "vnc",
    "vncserver": "vnc",
    "vncserver-x11-serviced": "vnc",
    "wayvnc": "vnc",
    "tigervncserver": "vnc",
    "nxserver": "nomachine",
    "anydesk": "anydesk",
    "teamviewerd": "teamviewer",
    "rustdesk": "rustdesk",
    "meshagent": "meshcentral",
    "dwagent": "dwservice",
}
Found = TypeVar("Found")


class Inspection:
    """One look at a machine; `unknown` gathers what could not be told."""

    def __init__(self, root: Path, folders: Sequence[Path]) -> None:
        self._root = root
        self._folders = folders
        self.unknown: dict[str, str] = {}

    def protection(self) -> Protection:
        """Everything."""
        firewall = linux_firewall.look(self._root, self._folders)
        if firewall.state in {None, linux_firewall.CONFIGURED}:
            self.unknown["firewall"] = "rules_not_read"
        disks = self._encryption()
        accounts = self._tried("local_admin_count", self._accounts) or Accounts()
        entrance = self._tried("guest_account", lambda: display_manager.look(self._root))
        guests = [allowed for allowed in (accounts.guest, entrance and entrance.guest) if allowed is not None]
        door = self._tried("ssh_password", lambda: sshd_config.look(self._root))
        no_door = None if "ssh_password" in self.unknown else "not_installed"
        samba = self._tried("smb1", lambda: samba_shares.look(self._root))
        kind, state = self._mandatory_access()
        remote = self._remote_desktops()
        return Protection(
            firewall=firewall.state,
            firewall_by=firewall.keeper,
            disk_encryption=disks.state,
            root_encrypted=disks.root,
            local_admin_count=accounts.admins,
            guest_account=any(guests) if guests else None,
            automatic_login=entrance.automatic if entrance else None,
            ssh_password=door.password if door else no_door,
            ssh_root=door.root if door else no_door,
            remote_desktop=None if remote is None else bool(remote),
            remote_desktop_by=", ".join(remote or ()) or None,
            smb1=samba.smb1 if samba else None if "smb1" in self.unknown else False,
            mandatory_access=kind,
            mandatory_access_state=state,
            unknown=tuple(sorted(self.unknown.items())),
        )

    def _tried(self, name: str, look: Callable[[], Found]) -> Found | None:
        try:
            return look()
        except NotReadable:
            self.unknown[name] = "no_access"
            return None

    def _accounts(self) -> Accounts:
        found = local_admins.count(text(self._root / "etc/passwd") or "", text(self._root / "etc/group") or "")
        if found.admins is None:
            self.unknown["local_admin_count"] = "no_accounts"
        return found

    def _encryption(self) -> Encryption:
        found = luks.look(text_or_nothing(self._root / "proc/self/mountinfo", 1 << 20), self._root / "sys")
        if found.root is None:
            # ZFS, a container, a root over the network: no device of the kernel is under it.
            self.unknown["root_encrypted"] = "no_device"
        return found

    def _mandatory_access(self) -> tuple[str | None, str | None]:
        selinux = mandatory_access.selinux(self._root)
        if selinux != "off":
            return "selinux", selinux
        apparmor = mandatory_access.apparmor(self._root)
        if apparmor is None:
            self.unknown["mandatory_access_state"] = "no_access"
            return "apparmor", None
        return ("none", "off") if apparmor == "off" else ("apparmor", apparmor)

    def _remote_desktops(self) -> list[str] | None:
        active = units.active(self._root)
        started = active or units.enabled(self._root)
        if not started:
            self.unknown["remote_desktop"] = "no_units"
            return None
        names = {unit.partition("@")[0] for unit in started}
        return sorted({word for unit, word in REMOTE_DESKTOPS.items() if unit in names})


def look(root: Path, folders: Sequence[Path] = programs.FOLDERS) -> Protection:
    """The protection of the system under this root."""
    return Inspection(root, folders).protection()
