from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from schoolwacht_agent.service.notify import Notifier


def test_the_service_manager_hears_how_the_agent_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notifier = Notifier()
        notifier.ready()
        notifier.alive("all\nwell")
        notifier.alive("all\nwell")
        notifier.stopping()
        heard = [manager.recv(1000).decode() for _ in range(4)]
    assert heard == ["READY=1", "WATCHDOG=1\nSTATUS=all well", "WATCHDOG=1", "STOPPING=1"]
    assert "NOTIFY_SOCKET" not in os.environ


def test_where_nobody_listens_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    Notifier().ready()
    monkeypatch.setenv("NOTIFY_SOCKET", "@nobody-listens-here")
    Notifier().ready()
