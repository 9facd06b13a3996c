"""Makes a number out of what tells machines apart, so that the thing itself need not leave.

One salt for everybody: the same disk seen by two agents gives the same number, which is what it is compared for. The
machine's own id (machine-id(5)) gives the number that the agent claimed when it asked to be enrolled.
"""

from __future__ import annotations

import hashlib
import re

_SALT = b"schoolwacht-agent/1\0"
_LONGEST = 1024


def number(meaning: bytes) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(_SALT + meaning[:_LONGEST]).hexdigest()


def serial(kind: str, text: str) -> str:
    """Of a serial number: case, blanks and marks between the signs make no difference, the kind of part does."""
    plain = re.sub(r"[^0-9a-z]", "", text[:_LONGEST].casefold()) or text.strip()
    return number(f"{kind}\0{plain}".encode("utf-8", "replace"))
