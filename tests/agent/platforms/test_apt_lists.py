"""Newer versions, out of the lists that apt fetched."""

from __future__ import annotations

import gzip
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms import apt_lists
from schoolwacht_agent.platforms.apt_lists import Stanzas, waiting

INSTALLED = {"vim": "2:9.0-1", "openssl": "3.0.13-1", "held": "1", "only-here": "7"}
STABLE = {"vim": "2:9.1-1", "openssl": "3.0.13-1", "held": "2", "not-here": "9"}


class Debian:
    """Below a folder: what is installed, and lists of archives."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lists = root / "var/lib/apt/lists"
        self.lists.mkdir(parents=True)
        (root / "var/lib/dpkg").mkdir()
        (root / "var/lib/dpkg/status").write_text(
            "\n".join(
                stanza(name, version, f"Status: {'hold' if name == 'held' else 'install'} ok installed\n")
                for name, version in INSTALLED.items()
            )
        )

    def archive(
        self, suite: str, packages: dict[str, str], release: str = "", suffix: str = "", arch: str = "amd64"
    ) -> None:
        (self.lists / f"deb.example.be_dists_{suite}_InRelease").write_text(f"Suite: {suite}\n{release}")
        data = "\n".join(stanza(name, version, arch=arch) for name, version in packages.items()).encode()
        packs: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".xz": lzma.compress}
        (self.lists / f"deb.example.be_dists_{suite}_main_binary-amd64_Packages{suffix}").write_bytes(
            packs.get(suffix, bytes)(data)
        )

    def prefer(self, text: str, file: str = "etc/apt/preferences.d/own") -> None:
        place = self.root / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def stanza(name: str, version: str, more: str = "", arch: str = "amd64") -> str:
    return f"Package: {name}\n{more}Version: {version}\nArchitecture: {arch}\nDescription: x\n more\n"


@pytest.fixture
def debian(tmp_path: Path) -> Debian:
    return Debian(tmp_path)


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz"])
def test_a_newer_version_of_what_is_installed_waits_unless_it_is_on_hold(debian: Debian, suffix: str) -> None:
    debian.archive("stable", STABLE, suffix=suffix)
    assert waiting(debian.root) == (1, 0)


def test_what_mends_a_danger_is_counted_when_it_is_the_newest(debian: Debian) -> None:
    debian.archive("stable", STABLE)
    debian.archive("stable-security", {"openssl": "3.0.15-1", "vim": "2:9.0-2"}, "Label: Debian-Security\n")
    assert waiting(debian.root) == (2, 1)


def test_another_architecture_does_not_wait(debian: Debian) -> None:
    debian.archive("stable", STABLE, arch="armhf")
    assert waiting(debian.root) == (0, 0)
    debian.archive("stable", STABLE, arch="all")
    assert waiting(debian.root) == (1, 0)


def test_an_archive_that_is_not_automatic_brings_nothing_by_itself(debian: Debian) -> None:
    debian.archive("experimental", STABLE, "NotAutomatic: yes\n")
    assert waiting(debian.root) == (0, 0)
    debian.archive("backports", STABLE, "NotAutomatic: yes\nButAutomaticUpgrades: yes\n")
    assert waiting(debian.root) == (1, 0)


def test_preferences_count_only_where_they_could_matter(debian: Debian) -> None:
    debian.archive("stable", STABLE)
    debian.prefer("Package: only-here\nPin: origin example.be\nPin-Priority: 600\n")
    assert waiting(debian.root) == (1, 0)
    debian.prefer("Package: vim\nPin: release a=old\nPin-Priority: 600\n")
    assert waiting(debian.root) is None, "apt must say"
    debian.prefer("Package: *\nPin: release a=old\nPin-Priority: -1\n")
    assert waiting(debian.root) is None


def test_another_default_release_is_for_apt_to_judge(debian: Debian) -> None:
    debian.archive("stable", STABLE)
    debian.prefer('APT::Default-Release "oldstable";\n', "etc/apt/apt.conf.d/99own")
    assert waiting(debian.root) is None


def test_without_the_word_of_an_archive_or_with_a_broken_list_nothing_is_told(debian: Debian) -> None:
    assert waiting(debian.root) is None
    debian.archive("stable", STABLE, suffix=".gz")
    packed = next(debian.lists.glob("*.gz"))
    packed.write_bytes(packed.read_bytes()[:20])
    assert waiting(debian.root) is None
    packed.unlink()
    (debian.lists / "elsewhere_Packages").write_text(stanza("vim", "3"))
    assert waiting(debian.root) is None


@pytest.mark.skipif(sys.platform == "win32", reason="apt is not there")
def test_lists_that_apt_packed_are_unpacked_by_apt(debian: Debian, monkeypatch: pytest.MonkeyPatch) -> None:
    debian.archive("stable", STABLE, suffix=".lz4")
    helper = debian.root / apt_lists.HELPER / "apt-helper"
    helper.parent.mkdir(parents=True)
    helper.write_text('#!/bin/sh\n[ "$1" = cat-file ] && exec cat "$2"\n')
    helper.chmod(0o755)
    assert waiting(debian.root) == (1, 0)
    helper.write_text('#!/bin/sh\ncat "$2"; exit 3\n')
    assert waiting(debian.root) is None
    helper.write_text("#!/bin/sh\nexec sleep 30\n")
    monkeypatch.setattr(apt_lists, "_SECONDS", 0.2)
    assert waiting(debian.root) is None


@given(st.lists(st.binary(max_size=40)))
@settings(max_examples=100)
def test_paragraphs_are_the_same_however_the_pieces_fall(pieces: list[bytes]) -> None:
    said: list[bytes] = []
    stanzas = Stanzas(said.append)
    for piece in pieces:
        stanzas.take(piece)
    stanzas.end()
    assert b"\n\n".join(said) == b"".join(pieces)
