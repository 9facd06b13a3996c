"""Root acts as the owner of the home: what it wrote itself, the service could not open any more."""

from __future__ import annotations

import os
import pwd
import sys
from pathlib import Path


def become_owner(home: Path) -> None:
    """Gives up root for good when the home belongs to somebody else; does nothing in all other cases."""
    if sys.platform == "win32" or os.geteuid() != 0 or not home.is_dir():
        return
    owner = home.stat()
    if owner.st_uid == 0:
        return
    try:
        name = pwd.getpwuid(owner.st_uid).pw_name
        os.initgroups(name, owner.st_gid)
    except KeyError:
        os.setgroups([])  # a number without a name, as in containers
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
