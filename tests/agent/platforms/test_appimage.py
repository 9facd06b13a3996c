"""AppImages for everyone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.appimage import is_one, parse_name, read

HEAD = b"\x7fELF\x02\x01\x01\x00AI\x02" + bytes(20)


@pytest.mark.parametrize(
    ("file", "name", "version", "architecture"),
    [
        ("AcmeDraw-24.1.0-x86_64.AppImage", "AcmeDraw", "24.1.0", "x86_64"),
        ("acme_draw_24.1_linux_amd64.appimage", "acme_draw", "24.1", "amd64"),
        ("Acme Draw-v2.0-beta.1.AppImage", "Acme Draw", "2.0-beta.1", ""),
        ("acme.AppImage", "acme", "", ""),
        ("Acme-3D-5.AppImage", "Acme-3D", "5", ""),
    ],
)
def test_a_name_tells_what_it_is(file: str, name: str, version: str, architecture: str) -> None:
    found = parse_name(file)

    assert found is not None
    assert (found.name, found.version, found.architecture) == (name, version, architecture)


def test_only_real_ones_outside_homes_are_told(tmp_path: Path) -> None:
    for folder in ("opt/acme", "usr/local/bin", "home/ann"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "opt/acme/Acme-1.0.AppImage").write_bytes(HEAD)
    (tmp_path / "usr/local/bin/fake-1.0.AppImage").write_text("#!/bin/sh\n")
    (tmp_path / "home/ann/Private-1.0.AppImage").write_bytes(HEAD)
    (tmp_path / "usr/local/bin/link.AppImage").symlink_to(tmp_path / "home/ann/Private-1.0.AppImage")
    (found,) = read(tmp_path)

    assert (found.name, found.version, found.size_bytes, found.source) == ("Acme", "1.0", len(HEAD), "appimage")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.binary(max_size=20))
def test_rubbish_is_survived(name: str, head: bytes) -> None:
    found = parse_name(f"{name}.AppImage")

    assert found is None or found.name
    is_one(head)
