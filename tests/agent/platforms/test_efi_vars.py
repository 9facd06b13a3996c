"""Secure Boot, from the variables of UEFI."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.platforms.efi_vars import knows_2023, read

OLD, NEW = b"Microsoft Windows Production PCA 2011", b"Windows UEFI CA 2023"
SHIM, NEW_SHIM = b"Microsoft Corporation UEFI CA 2011", b"Microsoft UEFI CA 2023"


@pytest.mark.parametrize(
    ("database", "answer"),
    [
        (OLD, False),
        (OLD + NEW, True),
        (OLD + NEW + SHIM, False),
        (OLD + NEW + SHIM + NEW_SHIM, True),
        (NEW, True),
        (b"the school's own certificate", None),
        (b"", None),
    ],
)
def test_each_certificate_that_ends_needs_its_successor(database: bytes, answer: object) -> None:
    assert knows_2023(b"\x30\x82" + database) is answer


def test_the_value_stands_behind_four_bytes(tmp_path: Path) -> None:
    assert read(tmp_path) is None, "not started by UEFI: nothing is known"
    folder = tmp_path / "sys/firmware/efi/efivars"
    folder.mkdir(parents=True)
    state = folder / "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
    for content, enabled in ((b"\6\0\0\0\1", True), (b"\6\0\0\0\0", False), (b"\6\0\0\0\7", None)):
        state.write_bytes(content)
        found = read(tmp_path)
        assert found is not None
        assert found.enabled is enabled
    state.write_bytes(b"\6\0\0\0")
    assert read(tmp_path) is None
