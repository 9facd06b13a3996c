from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agent.enrolled import identity_for
from agent.small_collector import SmallCollector
from schoolwacht_agent.identity import Identity
from schoolwacht_agent.uplink.diagnosis import Diagnosis

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def sound() -> Identity:
    return identity_for(SmallCollector())


def test_with_a_sound_identity_the_trouble_is_elsewhere(sound: Identity) -> None:
    assert Diagnosis().words(sound, NOW, "connection refused") == "connection refused"


@pytest.mark.parametrize("part", ["key", "certificate", "server_ca"])
def test_a_broken_part_is_named_with_what_to_do(sound: Identity, part: str) -> None:
    broken = replace(sound, **{part: getattr(sound, part)[:60] + "broken\n"})
    assert "enrol it again with a token" in Diagnosis().words(broken, NOW, "handshake failed")


def test_a_key_of_another_certificate_is_noticed(sound: Identity) -> None:
    mixed = replace(sound, key=identity_for(SmallCollector()).key)
    assert "do not belong together" in Diagnosis().words(mixed, NOW, "handshake failed")


def test_an_expired_certificate_comes_first(sound: Identity) -> None:
    assert "expired" in Diagnosis().words(sound, NOW + timedelta(days=4000), "handshake failed")
