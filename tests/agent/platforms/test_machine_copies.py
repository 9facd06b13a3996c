"""Systems that are copies, and systems that forget."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.machine_copies import container, forgetting, frozen_by, look

DISK = "22 1 8:1 / / rw - ext4 /dev/sda1 rw"
OVERLAY = "22 1 0:30 / / rw - overlay overlayroot rw,lowerdir=/media/root-ro"


def write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.mark.parametrize(
    ("file", "text", "kind"),
    [
        ("run/systemd/container", "lxc\n", "lxc"),
        ("run/systemd/container", "pouch\n", "other"),
        ("run/.containerenv", "", "podman"),
        (".dockerenv", "", "docker"),
        ("proc/1/environ", "PATH=/bin\0container=systemd-nspawn\0", "systemd-nspawn"),
        ("proc/sys/kernel/osrelease", "5.15.0-microsoft-standard-WSL2\n", "wsl"),
        ("proc/1/environ", "PATH=/bin\0", None),
    ],
)
def test_a_container_says_so_itself(tmp_path: Path, file: str, text: str, kind: str | None) -> None:
    write(tmp_path / file, text)

    assert container(tmp_path) == kind


def test_a_root_in_memory_forgets() -> None:
    assert list(forgetting(DISK, "quiet splash")) == []
    assert list(forgetting(OVERLAY, "overlayroot=tmpfs")) == ["overlay_root"]
    assert list(forgetting(DISK, "overlayroot=disabled")) == []
    assert list(forgetting(OVERLAY, "boot=casper toram")) == ["overlay_root", "live_system"]
    assert list(forgetting("22 1 0:2 / / rw - tmpfs tmpfs rw", "")) == ["root_in_memory"]


def test_the_root_of_a_container_is_no_reset(tmp_path: Path) -> None:
    write(tmp_path / "proc/self/mountinfo", OVERLAY)
    assert look(tmp_path) == ["overlay_root"]
    write(tmp_path / ".dockerenv")
    assert look(tmp_path) == []


def test_linbo_leaves_its_file(tmp_path: Path) -> None:
    write(tmp_path / ".linbo", "ubuntu.qcow2")

    assert look(tmp_path) == ["linbo"]


def test_windows_freezers_are_known_by_their_services() -> None:
    assert list(frozen_by(["Tcpip", "DFServ", "DeepFrz", "Spooler"])) == ["deep_freeze"]
    assert list(frozen_by([])) == []


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text())
def test_rubbish_is_survived(mountinfo: str, words: str) -> None:
    list(forgetting(mountinfo, words))
