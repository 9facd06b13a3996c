"""What kind of place a backup goes to. Of the address itself nothing is kept: it may hold accounts and passwords.

A cloud is off site. A server in the network may stand in the next room or in another building, and a USB disk may lie
beside the computer or in a safe, so of those it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from schoolwacht_agent.platforms.backup_tools import file_ends


@dataclass(frozen=True, slots=True)
class Target:
    """`kind` is local, usb, network, cloud or unknown; `off_site` yes, no or unknown."""

    kind: str = "unknown"
    off_site: str = "unknown"


UNKNOWN = Target()
LOCAL = Target("local", "no")
USB = Target("usb", "unknown")
NETWORK = Target("network", "unknown")
CLOUD = Target("cloud", "yes")
# Names that restic, Duplicati, borg, rclone and Proxmox give their stores.
_CLOUDS = frozenset({
    "s3", "b2", "azure", "gs", "gcs", "swift", "rclone", "onedrive", "onedrivev2", "googledrive", "dropbox", "box",
    "mega", "jottacloud", "storj", "tardigrade", "openstack", "sharepoint", "od4b", "mssp", "msgroup", "aliyunoss",
    "cos", "rackspace", "idrivee2", "e2", "cloudfiles", "hubic", "pcloud", "filen",
})  # fmt: skip
_NETWORKS = frozenset({
    "sftp", "ssh", "ftp", "aftp", "ftps", "webdav", "http", "https", "rest", "smb", "cifs", "nfs", "nfs4", "smb3",
    "smbfs", "pbs", "glusterfs", "cephfs", "9p", "davfs", "afp", "afpfs",
})  # fmt: skip
_USB_FOLDERS = ("/media/", "/run/media/", "/volumes/")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,20}):(?!\\)", re.IGNORECASE)
_LONGEST = 4096


def of_address(place: object) -> Target:
    """The kind of an address or path as programs write it."""
    said = place.strip()[:_LONGEST] if isinstance(place, str) else ""
    scheme = _SCHEME.match(said)
    name = scheme[1].lower() if scheme else ""
    if name in _CLOUDS:
        return NETWORK if _is_near(said) else CLOUD
    if name in _NETWORKS or said.startswith(("\\\\", "//")):
        return NETWORK
    if name == "file":
        said = said[scheme.end() :].removeprefix("//") if scheme else said
        return NETWORK if said.startswith(("\\\\", "//")) else of_address(said) if said.startswith("/") else LOCAL
    if said.startswith("/"):
        return USB if said.lower().startswith(_USB_FOLDERS) else LOCAL
    if re.match(r"[a-z]:[\\/]|[a-z]:$", said, re.IGNORECASE):
        return LOCAL
    return NETWORK if re.match(r"[^\s@/\\]+@[^\s:/\\]+:", said) else UNKNOWN


def _is_near(said: str) -> bool:
    """Whether a store that speaks a cloud's protocol has an address that only exists in a local network."""
    inner = re.search(r"https?://[^\s]+", said)
    try:
        host = (urlsplit(inner[0]).hostname if inner else None) or ""
    except ValueError:
        return False
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".lan", ".internal", ".home.arpa"))


def of_mount(path: str, mounts: Iterable[str]) -> Target:
    """The kind of a folder by the lines of /proc/mounts (proc(5), fstab(5)): device, folder, type."""
    best, kind = "", ""
    for line in mounts:
        parts = line.split(" ")
        folder = parts[1].replace("\\040", " ").rstrip("/") if len(parts) > 2 else None  # noqa: PLR2004 - see above
        if folder is not None and len(folder) >= len(best) and f"{path}/".startswith(f"{folder}/"):
            best, kind = folder, parts[2].lower()
    name = kind.removeprefix("fuse.")
    if name in _CLOUDS:
        return CLOUD
    if name in _NETWORKS or name in ("sshfs", "gvfsd-fuse"):
        return NETWORK
    return of_address(path)


def of_folder(path: Path, root: Path = Path("/")) -> Target:
    """The kind of a folder on this machine."""
    mounts = file_ends.head(root / "proc/mounts")
    return of_mount(str(path), (mounts or b"").decode("utf-8", errors="replace").splitlines()[:4096])
