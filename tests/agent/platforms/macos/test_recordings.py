"""Recordings of real Macs, read by the same readers as the agent's."""

from __future__ import annotations

from pathlib import Path

import pytest
from recordings.kind import Kind, Verdict
from recordings.kinds import ioreg, mac_antivirus, mac_firewall, system_profiler

from agent.recordings import recordings

KINDS = [
    (system_profiler.KIND, "macos/system_profiler"),
    (ioreg.KIND, "macos/ioreg"),
    (mac_firewall.KIND, "macos/firewall"),
    (mac_antivirus.KIND, "macos/antivirus"),
]


@pytest.mark.parametrize(("kind", "folder"), KINDS, ids=[kind.name for kind, _ in KINDS])
def test_every_recording_is_understood(kind: Kind, folder: str) -> None:
    files = recordings(folder)

    for file in files:
        data = file.read_bytes()
        path = f"{folder}/{file.name}"
        assert kind.belongs(path, data[:4096]), path
        outcome = kind.read(data, path)
        assert outcome.verdict is Verdict.UNDERSTOOD, (path, outcome.gaps)


@pytest.mark.parametrize(("kind", "folder"), KINDS, ids=[kind.name for kind, _ in KINDS])
def test_a_recording_cut_off_or_of_noise_never_breaks_a_reader(kind: Kind, folder: str) -> None:
    for noise in (b"", b"\0" * 50, b"\xff\xfe<", b"<plist><dict>", b"Hardware:\n\n    A:\n", b"+-o x", b"{" * 5000):
        kind.read(noise, f"{folder}/x")
    for file in recordings(folder):
        data = file.read_bytes()
        for size in (len(data) // 2, max(len(data) - 100, 0)):
            kind.read(data[:size], f"{folder}/{file.name}")


def test_other_systems_recordings_are_not_claimed() -> None:
    for folder in ("generic", "linux", "win32"):
        for file in recordings(folder):
            with Path(file).open("rb") as opened:
                head = opened.read(4096)
            assert not any(kind.belongs(f"{folder}/x/{file.name}", head) for kind, _ in KINDS), file
