"""Keeps a second OpenSSL out of the running agent: it would cost some 5 MiB on every machine of a school.

gRPC brings its own TLS. Yet importing `asyncio`, which gRPC and APScheduler do, loads `ssl`, and `hashlib` loads
`_hashlib`; both link the system's OpenSSL, which the agent never uses. The standard library has a way without each:
`asyncio` goes on without TLS, `hashlib` takes Python's own SHA-256. A name that is None in `sys.modules` raises
ImportError (https://docs.python.org/3/reference/import.html#the-module-cache), and that is what chooses that way.
"""

from __future__ import annotations

import sys

_OPENSSL = ("ssl", "_ssl", "_hashlib")


def leave_openssl_out() -> None:
    """For the process of `run`, before anything else is imported; what is loaded already stays."""
    for name in _OPENSSL:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None is the documented mark
