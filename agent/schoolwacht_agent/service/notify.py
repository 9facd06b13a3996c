"""Tells the service manager of systemd how the agent is, by sd_notify(3): a datagram to the socket it names."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress


class Notifier:
    """Says nothing where no service manager listens."""

    def __init__(self) -> None:
        # Taken out of the environment, so that no child process can speak for the agent.
        self._address = os.environ.pop("NOTIFY_SOCKET", "")
        self._status = ""

    def ready(self) -> None:
        """The agent measures and hands over."""
        self._send("READY=1")

    def alive(self, status: str) -> None:
        """The agent is still well: feeds the watchdog, and tells how the last contact went when that changed."""
        line = f"\nSTATUS={' '.join(status.split())[:200]}" if status != self._status else ""
        self._status = status
        self._send(f"WATCHDOG=1{line}")

    def stopping(self) -> None:
        """The agent is ending because it was asked to."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if sys.platform == "win32" or not self._address:
            return
        # A leading @ is an abstract socket, whose name begins with a NUL.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.connect(address)
            sender.sendall(message.encode())
