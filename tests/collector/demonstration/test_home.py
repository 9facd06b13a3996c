from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pytest

from schoolwacht_collector.config import load
from schoolwacht_collector.demonstration.home import MARK, configured, fresh_home
from schoolwacht_collector.ports import BadRequest


def test_a_home_of_a_real_school_is_never_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("years of work")
    with pytest.raises(BadRequest, match="--home"):
        fresh_home(tmp_path, {})
    assert (tmp_path / "ledger.db").read_text() == "years of work"


def test_the_home_of_an_earlier_play_is(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    fresh_home(home, {"seed": 7})
    (home / "ledger.db").write_text("an earlier play")
    fresh_home(home, {"seed": 8})
    assert [path.name for path in home.iterdir()] == [MARK]


def test_later_commands_find_the_same_collector(tmp_path: Path) -> None:
    config = configured(tmp_path, "en")
    assert load(tmp_path, {"PATH": ""}) == config


def test_a_real_collector_may_run_beside_it(tmp_path: Path) -> None:
    with socket.socket() as other, contextlib.suppress(OSError):
        other.bind(("127.0.0.1", 8080))  # when it fails, somebody else has it, which is as good
        assert configured(tmp_path, "nl").console.address != "127.0.0.1:8080"
