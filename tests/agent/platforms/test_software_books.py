"""Where Linux keeps what is installed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schoolwacht_agent.platforms import programs
from schoolwacht_agent.platforms.software_books import Book, books, stamp


def book(root: Path, source: str) -> Book:
    return next(one for one in books(root, [root / "bin"]) if one.source == source)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("dpkg", "var/lib/dpkg/status"),
        ("rpm", "usr/lib/sysimage/rpm/rpmdb.sqlite"),
        ("pacman", "var/lib/pacman/local/ALPM_DB_VERSION"),
        ("apk", "lib/apk/db/installed"),
        ("portage", "var/db/pkg/app-misc/acme-1/PF"),
        ("slackware", "var/lib/pkgtools/packages/acme-1-noarch-1"),
        ("nix", "run/current-system/sw/bin/acme"),
        ("flatpak", "var/lib/flatpak/.changed"),
        ("browser_policy", "etc/firefox/policies/policies.json"),
        ("appimage", "opt/Acme.AppImage"),
    ],
)
def test_each_book_is_found_and_changes_the_mark(tmp_path: Path, source: str, place: str) -> None:
    before = stamp(tmp_path)
    assert not book(tmp_path, source).here
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).touch()
    os.utime(tmp_path / place, (1_000, 1_000))

    assert book(tmp_path, source).here
    assert stamp(tmp_path) != before


def test_a_book_whose_program_is_gone_says_so(tmp_path: Path) -> None:
    (tmp_path / "var/lib/rpm").mkdir(parents=True)
    (tmp_path / "var/lib/rpm/rpmdb.sqlite").touch()

    with pytest.raises(programs.NoAnswer, match="not_installed"):
        list(book(tmp_path, "rpm").read())


def test_what_rpm_put_below_opt_is_not_told_twice(tmp_path: Path) -> None:
    for folder in ("opt/acme", "opt/own", "var/lib/rpm", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "opt/acme/VERSION").write_text("1.0\n")
    (tmp_path / "opt/own/VERSION").write_text("2.0\n")
    (tmp_path / "var/lib/rpm/rpmdb.sqlite").touch()
    (tmp_path / "bin/rpm").write_text("#!/bin/sh\nprintf '/opt/acme/\\n/usr/bin/\\n'\n")
    (tmp_path / "bin/rpm").chmod(0o755)

    assert [one.name for one in book(tmp_path, "opt").read()] == ["own"]
