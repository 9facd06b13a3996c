"""The agent's own folder: made private, and refused when it is not."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def prepare(home: Path) -> Path:
    """Makes the home, or sees that nobody else can write there.

    Root's home may be walked through, not listed, so that members of a group reach the drop folder in it; every file
    with a secret is for its owner only.
    """
    root = os.name != "nt" and os.geteuid() == 0
    mode = 0o711 if root else 0o700
    try:
        home.mkdir(mode=mode, parents=True, exist_ok=True)
        seen = home.stat()
        if os.name != "nt" and stat.S_IMODE(seen.st_mode) & ~mode:
            home.chmod(mode)
    except OSError as error:
        raise PermissionError(
            f"cannot use {home}: {error.strerror}; give another --home or run this as its owner"
        ) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise PermissionError(f"cannot write in {home}; run this as its owner, or give another --home")
    return home
