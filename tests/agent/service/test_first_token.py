"""The joining string that an installer left."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from agent.enrolled import identity_for
from agent.small_collector import SmallCollector
from schoolwacht_agent.identity import Wallet
from schoolwacht_agent.service import first_token
from schoolwacht_agent.token_string import Token


@pytest.fixture(scope="module")
def text() -> str:
    return Token(("a:1",), ("b:2",), "s", SmallCollector().servers.certificate.public_bytes(Encoding.DER)).text()


def test_without_a_file_nothing_happens(tmp_path: Path) -> None:
    assert not first_token.take(tmp_path, Wallet(tmp_path))


def test_a_string_becomes_the_key_that_waits_and_is_used_up(tmp_path: Path, text: str) -> None:
    (tmp_path / first_token.FILE).write_text(f"\ufeff{text}\r\n")

    assert first_token.take(tmp_path, Wallet(tmp_path))

    pending = Wallet(tmp_path).pending()
    assert pending is not None
    assert pending.token == text
    assert not (tmp_path / first_token.FILE).exists()


def test_a_machine_that_is_a_device_stays_that_device(tmp_path: Path, text: str) -> None:
    wallet = Wallet(tmp_path)
    wallet.save(identity_for(SmallCollector()))
    (tmp_path / first_token.FILE).write_text(text)

    assert first_token.take(tmp_path, wallet)

    assert wallet.pending() is None
    assert not (tmp_path / first_token.FILE).exists()


@pytest.mark.parametrize("content", [b"swt1.nonsense", b"\xff\xfe\x00", b"x" * 100_000])
def test_a_string_that_cannot_be_used_stays_and_is_told(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / first_token.FILE).write_bytes(content)

    assert not first_token.take(tmp_path, Wallet(tmp_path))

    assert "cannot be" in caplog.text
    assert (tmp_path / first_token.FILE).exists()
