"""How many accounts of this machine may do everything: passwd(5) and group(5). Names stay here; the number leaves.

Counted are accounts with the number 0, and members of the groups that sudo and polkit of the distributions let in.
Accounts of a domain are not in these files, so this is what the machine itself allows.
"""

from __future__ import annotations

from dataclasses import dataclass

_GROUPS = frozenset({"sudo", "wheel", "admin"})
"""Debian and Ubuntu: sudo, long ago admin; Fedora, openSUSE, Arch: wheel."""
_NO_SHELLS = ("nologin", "false")
_GUESTS = frozenset({"guest", "gast", "invite", "invité"})


@dataclass(frozen=True, slots=True)
class Accounts:
    """What is counted of the accounts; None where the files do not say."""

    admins: int | None = None
    guest: bool | None = None
    """Whether there is an account for guests that can log in."""


def count(passwd: str, group: str) -> Accounts:
    """Reads the two files; broken lines are left out."""
    accounts = [fields for line in passwd.splitlines() if len(fields := line.split(":")) >= 7]  # noqa: PLR2004 - passwd(5)
    if not accounts:
        return Accounts()
    groups = [fields for line in group.splitlines() if len(fields := line.split(":")) >= 4]  # noqa: PLR2004 - group(5)
    admins = {fields[0] for fields in accounts if fields[2] == "0"}
    known = {fields[0] for fields in accounts}
    for name, _, number, members, *_ in groups:
        if name in _GROUPS:
            admins |= {member.strip() for member in members.split(",")} & known
            admins |= {fields[0] for fields in accounts if fields[3] == number and _may_log_in(fields)}
    guest = any(fields[0].casefold() in _GUESTS and _may_log_in(fields) for fields in accounts)
    return Accounts(len(admins), guest)


def _may_log_in(fields: list[str]) -> bool:
    return not fields[6].strip().endswith(_NO_SHELLS)
