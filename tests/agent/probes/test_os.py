"""The operating system."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms import os_release
from schoolwacht_agent.probe import Row
from schoolwacht_agent.probes.os import PROBE, System, rows

if TYPE_CHECKING:
    from agent.probes.conftest import Live


def test_the_row_says_what_the_system_says() -> None:
    release = {
        "NAME": "Ubuntu",
        "VERSION": "24.04.1 LTS (Noble Numbat)",
        "ID": "ubuntu",
        "VERSION_ID": "24.04",
        "VERSION_CODENAME": "noble",
    }
    (row,) = rows(System(release, "6.8.0-50-generic", "x86_64", 1_700_000_000.25, "Europe/Brussels"))

    assert dict(row.cells) == {
        "kind": "os",
        "name": "Ubuntu",
        "version": "24.04.1 LTS (Noble Numbat)",
        "id": "ubuntu",
        "version_id": "24.04",
        "codename": "noble",
        "kernel": "6.8.0-50-generic",
        "architecture": "x86_64",
        "boot_time_ms": 1_700_000_000_250,
        "time_zone": "Europe/Brussels",
    }


def test_a_rolling_system_has_no_version() -> None:
    (row,) = rows(System({"NAME": "Arch Linux", "ID": "arch", "VERSION_CODENAME": ""}, "6", "x86_64", 0, None))

    assert row.cells["version"] is None
    assert row.cells["codename"] is None


def test_a_recorded_fedora_is_recognised() -> None:
    if not (folder := os.environ.get("SCHOOLWACHT_RECORDINGS")):
        pytest.skip("SCHOOLWACHT_RECORDINGS does not name the folder of recordings")
    text = (Path(folder) / "linux/distro/os-release-fedora-35").read_text()
    (row,) = rows(System(os_release.parse(text), "5", "x86_64", 0, None))

    assert (row.cells["name"], row.cells["id"], row.cells["version_id"]) == ("Fedora Linux", "fedora", "35")


def test_it_keeps_its_word_here(live: Live) -> None:
    (row,) = live(PROBE)

    assert isinstance(row, Row)
    assert row.cells["kernel"]
    if sys.platform == "linux":
        assert row.cells["id"]
