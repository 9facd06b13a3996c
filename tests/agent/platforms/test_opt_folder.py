"""Programs that were put below /opt by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.opt_folder import owned_by_dpkg, owned_by_pacman, owned_by_rpm, read, version_in


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("VERSION", "24.1.0\n", "24.1.0"),
        ("version.txt", "Version: v2.0-beta\n", "2.0-beta"),
        ("product-info.json", '{"name": "Acme", "version": "2026.1"}', "2026.1"),
        ("application.ini", "[App]\nVersion=128.0\n", "128.0"),
        ("release", 'JAVA_VERSION="21.0.1"\n', "21.0.1"),
        ("product-info.json", "[" * 100_000, ""),
        ("product-info.json", "[1]", ""),
        ("VERSION", "", ""),
        ("VERSION", "see the web site", ""),
    ],
)
def test_a_file_states_a_version(name: str, text: str, version: str) -> None:
    assert version_in(name, text) == version


def test_folders_that_say_what_they_are_are_told(tmp_path: Path) -> None:
    for folder in (
        "opt/acme",
        "opt/silent",
        "opt/owned",
        "opt/tool-2.5",
        "usr/share/applications",
        "var/lib/dpkg/info",
    ):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "opt/acme/VERSION").write_text("24.1\n")
    (tmp_path / "opt/owned/VERSION").write_text("1.0\n")
    (tmp_path / "usr/share/applications/tool.desktop").write_text(
        "[Desktop Entry]\nName=Tool\nExec=/opt/tool-2.5/run\n"
    )
    (tmp_path / "var/lib/dpkg/info/owned.list").write_text("/.\n/opt\n/opt/owned\n/opt/owned/VERSION\n")

    found = read(tmp_path, lambda: owned_by_dpkg(tmp_path))
    assert [(one.name, one.version, one.source) for one in found] == [("acme", "24.1", "opt"), ("Tool", "2.5", "opt")]


def test_each_package_manager_says_what_it_owns(tmp_path: Path) -> None:
    (tmp_path / "var/lib/pacman/local/acme-1-1").mkdir(parents=True)
    (tmp_path / "var/lib/pacman/local/acme-1-1/files").write_text("%FILES%\netc/acme\nopt/\nopt/acme/\nopt/acme/run\n")

    assert owned_by_pacman(tmp_path) == {"opt/acme"}
    assert owned_by_rpm("/usr/bin/\n/opt/acme/\n/opt/acme/lib/\n/opt/\n") == {"opt/acme"}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["VERSION", "x.json", "release"]), st.text())
def test_rubbish_is_survived(name: str, text: str) -> None:
    assert version_in(name, text).isprintable()
