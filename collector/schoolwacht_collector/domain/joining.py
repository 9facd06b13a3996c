"""The string that lets a machine join: where the collector is, how to know it, and a secret that is spent on the way.

Format: "swt1." and base64url (without padding) of a JSON object with `a` (enrolment addresses), `p` (push addresses),
`s` (secret) and `c` (server CA certificate, DER, base64url). Some 760 characters, most of them the certificate: short
enough to be pasted.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

PREFIX = "swt1."


def joining_string(enrol: Sequence[str], push: Sequence[str], secret: str, server_ca: bytes) -> str:
    """What `schoolwacht token create` prints."""
    content = {"a": list(enrol), "p": list(push), "s": secret, "c": _base64url(server_ca)}
    return PREFIX + _base64url(json.dumps(content, separators=(",", ":")).encode())


def hash_of(secret: str) -> str:
    """How a random secret of at least 128 bits is kept: no salt or slow hash is needed for those."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
