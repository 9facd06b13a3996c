"""Whether a system must be started anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.reboot import Reboot, flavour, look, newer


def kernels(root: Path, *releases: str) -> None:
    (root / "boot").mkdir()
    for release in releases:
        (root / f"boot/vmlinuz-{release}").touch()


def test_packages_that_ask_for_it_are_named(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run/reboot-required").touch()
    os.utime(tmp_path / "run/reboot-required", (1_795_000_000, 1_795_000_000))
    (tmp_path / "run/reboot-required.pkgs").write_text("linux-base\nlibc6\nlibc6\na\nb\nc\nd\n")

    assert look(tmp_path, "6.1.0-28-amd64") == Reboot(True, 1_795_000_000_000, "linux-base, libc6, a, b, c +1")


def test_a_newer_kernel_asks_for_it(tmp_path: Path) -> None:
    kernels(tmp_path, "6.1.0-28-amd64", "6.1.0-9-amd64")
    found = look(tmp_path, "6.1.0-9-amd64")

    assert (found.needed, found.reason) == (True, "kernel 6.1.0-28-amd64")
    assert found.since_ms is not None
    assert look(tmp_path, "6.1.0-28-amd64") == Reboot(False)


@pytest.mark.parametrize(
    ("running", "installed", "newest"),
    [
        ("5.15.0-91-generic", "5.15.0-101-generic", "5.15.0-101-generic"),
        ("5.15.0-91-generic", "6.5.0-14-lowlatency", None),
        ("6.1.0-28-amd64", "6.1.0-29-cloud-amd64", None),
        ("6.7.4-200.fc39.x86_64", "6.8.1-300.fc40.x86_64", "6.8.1-300.fc40.x86_64"),
        ("6.1.0-28-amd64", "6.12.57+deb13-amd64", "6.12.57+deb13-amd64"),
        ("6.12.57+deb13-amd64", "6.1.0-28-amd64", None),
        ("6.1.0-28-amd64", "linux", None),
    ],
)
def test_only_a_newer_one_of_the_same_flavour_counts(running: str, installed: str, newest: str | None) -> None:
    assert newer(running, {installed: Path(installed)}) == newest


def test_a_kernel_whose_modules_were_taken_away_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "usr/lib/modules/6.7.5-arch1-1").mkdir(parents=True)
    (tmp_path / "usr/lib/modules/6.7.5-arch1-1/pkgbase").write_text("linux")

    assert look(tmp_path, "6.7.4-arch1-1").needed is True
    assert look(tmp_path, "6.7.5-arch1-1").needed is False


def test_in_a_container_it_cannot_be_told(tmp_path: Path) -> None:
    kernels(tmp_path, "6.9.0-1-amd64")
    (tmp_path / ".dockerenv").touch()

    assert look(tmp_path, "6.1.0-1-amd64") == Reboot(None)


def test_a_system_that_says_nothing_needs_nothing(tmp_path: Path) -> None:
    assert look(tmp_path, "6.1.0-28-amd64") == Reboot(False)


@given(st.text(), st.lists(st.text(), max_size=4))
def test_rubbish_is_survived(running: str, installed: list[str]) -> None:
    flavour(running)
    newer(running, {name: Path("x") for name in installed})
