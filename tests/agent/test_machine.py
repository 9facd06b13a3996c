from __future__ import annotations

import re
import socket

import pytest

from schoolwacht_agent import machine
from schoolwacht_agent.platforms import this_computer


def test_a_machine_says_who_it_claims_to_be() -> None:
    claims = machine.describe()
    assert claims.host == socket.gethostname()
    assert claims.operating_system
    assert claims.agent_version


def test_the_machine_id_itself_is_not_given_away() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}|", machine.machine_hash())
    if machine._MACHINE_ID.exists():
        assert machine._MACHINE_ID.read_text().strip() not in machine.machine_hash()


def test_its_signs_are_those_of_the_table_without_anything_to_read_in_them() -> None:
    for sign in machine.describe().signals:
        assert re.fullmatch(r"[0-9a-f]{64}|[a-z0-9_-]{1,32}", sign.value), sign.signal


def test_a_machine_whose_hardware_cannot_be_read_joins_without_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("firmware speaks nonsense")

    monkeypatch.setattr(this_computer, "look", broken)
    assert list(machine.describe().signals) == []
