"""Updates of a Mac."""

from __future__ import annotations

import plistlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schoolwacht_agent.platforms.macos.software_update import FILE, look, state_of
from schoolwacht_agent.platforms.update_state import State

SEARCHED = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_waits_is_listed_by_the_last_search() -> None:
    said: dict[str, Any] = {
        "RecommendedUpdates": [{"Display Name": "macOS 26.1"}, {"Identifier": "Safari26.1"}, "odd"],
        "LastSuccessfulDate": SEARCHED,
        "AutomaticallyInstallMacOSUpdates": True,
    }

    assert state_of(said, 5) == State("macos", 3, 1, 5, 1_767_225_600_000, True)


def test_nothing_waiting_is_told_from_not_knowing() -> None:
    assert state_of({"LastUpdatesAvailable": 0}) == State("macos", 0, 0)
    assert state_of({}) == State("macos")
    assert state_of([]) is None


def test_the_file_is_read(tmp_path: Path) -> None:
    assert look(tmp_path) is None
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_bytes(plistlib.dumps({"LastUpdatesAvailable": 0}, fmt=plistlib.FMT_BINARY))
    assert look(tmp_path) == State("macos", 0, 0)
