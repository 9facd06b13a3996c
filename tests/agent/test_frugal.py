"""The running agent has one TLS library, gRPC's."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from schoolwacht_agent.frugal import leave_openssl_out
leave_openssl_out()
import hashlib, hmac, sys
import schoolwacht_agent.commands.run
import grpc
assert hashlib.sha256(b"abc").hexdigest().startswith("ba7816bf")
maps = open("/proc/self/maps").read() if sys.platform == "linux" else ""
print("libcrypto" in maps, "libssl" in maps)
"""


def test_openssl_is_not_loaded_beside_grpc() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["False", "False"], done.stdout + done.stderr
