"""Root acts as the owner of the home: what it wrote itself, the service could not open any more."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from schoolwacht_collector.cli.output import NO_PERMISSION


class NotReadable(Exception):  # noqa: N818 - a state of the machine
    """The owner of the home could not run this program; the message says what to do."""


def act_as_owner(home: Path) -> None:
    """As `become_owner`; ends with one sentence where that cannot be."""
    try:
        become_owner(home)
    except NotReadable as flaw:
        print(f"schoolwacht: {flaw}", file=sys.stderr)
        raise typer.Exit(NO_PERMISSION) from flaw


def become_owner(home: Path) -> None:
    """Gives up root for good when the home belongs to somebody else; does nothing in all other cases.

    Raises NotReadable when that user could not go on: parts of this program are loaded only when they are needed.
    """
    if sys.platform == "win32" or os.geteuid() != 0 or not home.is_dir():
        return
    owner = home.stat()
    if owner.st_uid == 0:
        return
    before = os.getgroups()
    os.setgroups(_groups(owner.st_uid, owner.st_gid))
    os.setegid(owner.st_gid)
    os.seteuid(owner.st_uid)
    if not _reads_this_program():
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(before)
        raise NotReadable(
            f"{home} belongs to user {owner.st_uid}, who cannot read {Path(sys.executable)}; install Schoolwacht where "
            "every user may read, such as /opt/schoolwacht, or give the home to root"
        )
    os.seteuid(0)
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)


def _groups(user: int, group: int) -> list[int]:
    import pwd

    try:
        return os.getgrouplist(pwd.getpwuid(user).pw_name, group)
    except KeyError:
        return [group]  # a number without a name, as in containers


def _reads_this_program() -> bool:
    try:
        for path in (Path(__file__), Path(os.__file__), Path(sys.executable)):
            path.open("rb").close()
    except PermissionError:
        return False
    return True
