"""The main process's side: starts the second process, asks it one thing at a time, starts it again when it ended."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import structlog

from schoolwacht_collector.ports import Busy

PATIENCE = 120.0
"""Seconds for one answer. A round over a thousand devices takes about one; what takes longer than this hangs."""
GOODBYE = 5.0

_log = structlog.get_logger()


class Failed(Exception):  # noqa: N818 - what the other process said
    """The second process could not do what it was asked; the message is its own."""


class SecondProcess:
    """A child that answers lines of JSON with lines of JSON. Safe to use from several threads; they take turns.

    It ends by itself when its input closes, so it never outlives us, however we end.
    """

    def __init__(self, module: str, setting: Mapping[str, Any], *, patience: float = PATIENCE) -> None:
        self._command: Sequence[str] = (sys.executable, "-m", module)
        self._setting = json.dumps(setting)
        self._patience = patience
        self._turn = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The child's number while one runs."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """One request, one answer. Raises Busy when the child died or hangs (a new one answers next time), Failed."""
        with self._turn:
            if self._closed:
                raise Busy("the collector is stopping")
            child = self._running()
            try:
                _write(child, json.dumps(request))
                line = self._lines.get(timeout=self._patience)
            except queue.Empty:
                self._end()
                raise Busy(f"no answer to {request.get('do')!r} within {self._patience:g} seconds") from None
            except OSError as flaw:
                self._end()
                raise Busy(f"the second process is gone ({flaw.strerror})") from flaw
            if not line:
                code = self._end()
                raise Busy(f"the second process ended with {code} while it worked on {request.get('do')!r}")
        answer: dict[str, Any] = json.loads(line)
        if "failed" in answer:
            raise Failed(answer["failed"])
        if "busy" in answer:
            raise Busy(answer["busy"])
        return answer

    def close(self) -> None:
        """Lets the child end; insists when it does not."""
        self._closed = True
        child = self._child
        if child is not None and child.stdin is not None:
            with contextlib.suppress(OSError):
                child.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(GOODBYE)
        with self._turn:
            self._end()

    def _running(self) -> subprocess.Popen[str]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end()
        self._lines = queue.SimpleQueue()
        child = subprocess.Popen(  # noqa: S603 - our own module
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._child = child
        assert child.stdout is not None  # noqa: S101 - PIPE was asked for
        threading.Thread(target=_listen, args=(child.stdout, self._lines), name="second-process", daemon=True).start()
        _write(child, self._setting)
        _log.info("second_process.started", pid=child.pid)
        return child

    def _end(self) -> int | None:
        """Ends the child for certain; gives its exit code."""
        child, self._child = self._child, None
        if child is None:
            return None
        child.kill()
        code = child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()
        return code


def _write(child: subprocess.Popen[str], line: str) -> None:
    assert child.stdin is not None  # noqa: S101 - PIPE was asked for
    child.stdin.write(line + "\n")
    child.stdin.flush()


def _listen(stdout: TextIO, lines: queue.SimpleQueue[str]) -> None:
    """Hands on every line, and an empty text at the end."""
    with contextlib.suppress(OSError, ValueError):
        for line in stdout:
            lines.put(line)
    lines.put("")
