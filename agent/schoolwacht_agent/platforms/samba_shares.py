"""What a Linux computer shares by Samba: smb.conf(5), and the shares that accounts made themselves (`usershare`).

Names of shares may be names of people, so only numbers leave. Printers, homes and the share with drivers are no shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.system_files import listed, sections, text

if TYPE_CHECKING:
    from pathlib import Path

_NO_SHARES = frozenset({"", "global", "homes", "printers", "print$", "ipc$", "netlogon", "sysvol"})
_YES = frozenset({"yes", "true", "1", "on"})
_OLD_DIALECTS = ("nt1", "lanman", "core", "corepplus")


@dataclass(frozen=True, slots=True)
class Shares:
    """How many there are, how many of them need no account, and whether SMB 1 is spoken."""

    shared: int
    without_account: int
    smb1: bool
    member_of: str | None = None
    """`ads` or `domain` where this server is a member of one, by the parameter `security`."""


def parse(content: str) -> Shares:
    """Reads a configuration; a line that ends in a backslash goes on in the next."""
    settings = {
        name: {key.replace(" ", ""): value for key, value in values.items()}
        for name, values in sections(content.replace("\\\n", " ")).items()
    }
    whole = settings.get("global", {})
    shared = open_ = 0
    for name, values in settings.items():
        if name in _NO_SHARES or _no(values.get("available", whole.get("available", "yes"))):
            continue
        if values.get("printable", values.get("printok", "no")).casefold() in _YES:
            continue
        shared += 1
        open_ += values.get("guestok", values.get("public", whole.get("guestok", "no"))).casefold() in _YES
    lowest = whole.get("serverminprotocol", whole.get("minprotocol", "")).casefold()
    kind = whole.get("security", "").casefold()
    # SMB 1 is off unless asked for since Samba 4.11 of 2019.
    return Shares(shared, open_, lowest.startswith(_OLD_DIALECTS), kind if kind in {"ads", "domain"} else None)


def _no(value: str) -> bool:
    return value.casefold() in {"no", "false", "0", "off"}


def look(root: Path) -> Shares | None:
    """The shares of this machine; None where no Samba server is installed. Raises NotReadable."""
    if not any((root / name).exists() for name in ("usr/sbin/smbd", "usr/bin/smbd")):
        return None
    found = parse(text(root / "etc/samba/smb.conf") or "")
    own = [sections(text(file) or "").get("", {}) for file in listed(root / "var/lib/samba/usershares")]
    guests = sum(1 for share in own if share.get("guest_ok", "n").casefold() in {"y", "yes"})
    return Shares(found.shared + len(own), found.without_account + guests, found.smb1, found.member_of)
