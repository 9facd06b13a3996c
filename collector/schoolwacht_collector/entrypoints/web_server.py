"""Serves ASGI applications inside our own event loop: on a port of this machine, over TLS, on a Unix socket."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn


class _QuietServer(uvicorn.Server):
    """A server that leaves signals to the collector."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are `schoolwacht run`'s business."""
        yield


class WebServer:
    """One application on one already bound socket; https when it is given what TLS needs."""

    def __init__(
        self,
        application: Any,  # noqa: ANN401 - any ASGI application
        bound: socket.socket,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._bound = bound
        config = uvicorn.Config(
            application,
            ssl_context_factory=(lambda *_: tls) if tls is not None else None,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            lifespan="off",
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=64 * 1024,
            limit_concurrency=512,
        )
        self._server = _QuietServer(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns once it answers."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._bound]))
        while not self._server.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Lets running requests end, for a few seconds."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._bound.close()


def bind_tcp(address: str) -> socket.socket:
    """A listening socket on host:port. Raises OSError when the port is taken."""
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host.strip("[]"), int(port)))
    except OSError:
        bound.close()
        raise
    bound.listen(128)
    return bound


def bind_unix(path: Path) -> socket.socket:
    """A listening Unix socket that only its owner can open. What a killed collector left is replaced."""
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        bound.bind(str(path))
    finally:
        os.umask(before)
    bound.listen(16)
    return bound
