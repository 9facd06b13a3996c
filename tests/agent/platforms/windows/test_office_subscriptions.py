"""Licence files of Office."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.windows import office_subscriptions
from schoolwacht_agent.platforms.windows.office_subscriptions import FOLDER, Subscription

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def licence(ends: str = "2026-12-01T00:00:00.0000000Z", expires: str = "2026-12-01T00:00:00Z", **more: object) -> bytes:
    inner = {
        "ProductReleaseId": "O365ProPlusRetail",
        "ExpiresOn": expires,
        "MetaData": {"NotAfter": ends, "IssuedTo": "jan@school.example"},
        "EmailAddress": "jan@school.example",
    }
    packed = base64.b64encode(json.dumps(inner | more).encode("utf-16-le")).decode()
    return json.dumps({"License": packed, "Signature": "x"}).encode("utf-16")


@pytest.mark.parametrize(
    ("ends", "expires", "state"),
    [
        ("2026-12-01T00:00:00.0000000Z", "2026-12-01T00:00:00Z", "licensed"),
        ("2026-12-01T00:00:00Z", "2026-10-01T00:00:00Z", "grace"),
        ("2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", "reduced"),
        ("soon", "", "unknown"),
    ],
)
def test_a_licence_file_tells_its_state_and_nobody(ends: str, expires: str, state: str) -> None:
    said = office_subscriptions.parse(licence(ends, expires), NOW)

    assert said == Subscription("O365ProPlusRetail", state)
    assert "jan" not in repr(said)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[1]", b'{"License": "!"}', b'{"License": 7}', licence(ProductReleaseId="../x"), b"[" * 100_000],
)
def test_what_is_no_licence_is_left_out(data: bytes) -> None:
    assert office_subscriptions.parse(data, NOW) is None


def test_files_are_counted_over_all_people(tmp_path: Path) -> None:
    for person in ("jan", "an"):
        folder = tmp_path / "Users" / person / "AppData" / "Local" / FOLDER / "5"
        folder.mkdir(parents=True)
        (folder / "1234").write_bytes(licence())
    machine = tmp_path / "ProgramData" / FOLDER
    machine.mkdir(parents=True)
    (machine / "9").write_bytes(licence())

    found = office_subscriptions.counted(office_subscriptions.read(tmp_path / "Users", tmp_path / "ProgramData", NOW))

    assert found == {
        Subscription("O365ProPlusRetail", "licensed"): 2,
        Subscription("O365ProPlusRetail", "licensed", "device"): 1,
    }


def test_a_machine_without_office_has_none(tmp_path: Path) -> None:
    assert list(office_subscriptions.read(tmp_path / "no", tmp_path / "no", NOW)) == []


@settings(max_examples=100)
@given(st.binary(max_size=200), st.integers(0, 900))
def test_rubbish_is_survived(data: bytes, cut: int) -> None:
    office_subscriptions.parse(data, NOW)
    office_subscriptions.parse(licence()[:cut], NOW)
