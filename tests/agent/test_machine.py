from __future__ import annotations

import re
import socket

from schoolwacht_agent import machine


def test_a_machine_says_who_it_claims_to_be() -> None:
    claims = machine.describe()
    assert claims.host == socket.gethostname()
    assert claims.operating_system
    assert claims.agent_version


def test_the_machine_id_itself_is_not_given_away() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}|", machine.machine_hash())
    if machine._MACHINE_ID.exists():
        assert machine._MACHINE_ID.read_text().strip() not in machine.machine_hash()
