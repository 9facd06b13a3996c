"""Whether a Linux computer turns away what nobody asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.linux_firewall import Firewall, iptables, keeper, look, nft


def chain(name: str, policy: str | None = None, family: str = "inet") -> dict[str, Any]:
    hook = {"type": "filter", "hook": "input", "prio": 0, "policy": policy} if policy else {}
    return {"chain": {"family": family, "table": "filter", "name": name, **hook}}


def rule(name: str, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"rule": {"family": "inet", "table": "filter", "chain": name, "handle": 4, "expr": list(steps)}}


def state(*entries: dict[str, Any]) -> str | None:
    return nft(json.dumps({"nftables": [{"metainfo": {"version": "1.0.6"}}, *entries]}))


PORT = {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 22}}


def test_no_rules_are_no_firewall() -> None:
    assert state() == "off"
    assert state(chain("input", "accept"), rule("input", {"accept": None})) == "off"


def test_a_policy_that_drops_is_a_firewall() -> None:
    assert state(chain("input", "drop"), rule("input", PORT, {"accept": None})) == "on"


def test_a_last_rule_that_rejects_all_is_a_firewall_as_firewalld_has_it() -> None:
    reject = {"reject": {"type": "icmpx", "expr": "admin-prohibited"}}
    assert state(chain("input", "accept"), rule("input", PORT, {"accept": None}), rule("input", reject)) == "on"
    target = {"xt": {"type": "target", "name": "REJECT"}}
    assert state(chain("input", "accept"), rule("input", target)) == "on"


def test_chains_to_which_everything_jumps_count() -> None:
    jump = rule("input", {"jump": {"target": "more"}})
    assert state(chain("input", "accept"), jump, chain("more"), rule("more", {"drop": None})) == "on"


def test_a_ban_of_some_addresses_is_not_yet_a_firewall() -> None:
    assert state(chain("input", "accept"), rule("input", PORT, {"drop": None})) == "partly"


def test_what_leaves_or_passes_bridges_is_not_asked() -> None:
    out = {
        "chain": {
            "family": "inet",
            "table": "filter",
            "name": "o",
            "type": "filter",
            "hook": "output",
            "policy": "drop",
        }
    }
    assert state(out, chain("input", "drop", "bridge")) == "off"


def test_chains_in_a_circle_end() -> None:
    one, other = rule("input", {"jump": {"target": "a"}}), rule("a", {"goto": {"target": "input"}})
    assert state(chain("input", "accept"), one, other) == "off"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"nftables": 1}', "[" * 100_000])
def test_no_answer_is_unknown(text: str) -> None:
    assert nft(text) is None


def test_the_older_list_of_rules_is_understood() -> None:
    assert iptables("*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -j ACCEPT\nCOMMIT\n") == "on"
    assert iptables("*filter\n:INPUT ACCEPT [0:0]\n:u - [0:0]\n-A INPUT -j u\n-A u -j REJECT\nCOMMIT\n") == "on"
    assert iptables("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 192.0.2.1/32 -j DROP\nCOMMIT\n") == "partly"
    assert iptables("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\nCOMMIT\n") == "off"
    assert iptables("*nat\n:INPUT DROP [0:0]\nCOMMIT\n") == "off"
    assert iptables("command failed") is None


def test_its_name_comes_from_what_was_switched_on(tmp_path: Path) -> None:
    assert keeper(tmp_path) is None
    (tmp_path / "etc/ufw").mkdir(parents=True)
    (tmp_path / "etc/ufw/ufw.conf").write_text("# comment\nENABLED=yes\nLOGLEVEL=low\n")
    assert keeper(tmp_path) == "ufw"


def test_without_the_right_to_read_rules_a_firewall_is_configured_never_on(tmp_path: Path) -> None:
    assert look(tmp_path, [tmp_path]) == Firewall(None, None)
    wants = tmp_path / "etc/systemd/system/multi-user.target.wants"
    wants.mkdir(parents=True)
    (wants / "firewalld.service").touch()
    assert look(tmp_path, [tmp_path]) == Firewall("configured", "firewalld")


def test_the_kernel_is_asked(tmp_path: Path) -> None:
    program = tmp_path / "nft"
    answer = json.dumps({"nftables": [chain("input", "drop")]})
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)

    assert look(tmp_path, [tmp_path]) == Firewall("on", None)


def test_a_kernel_without_any_filter_has_no_firewall_and_is_not_made_to_load_one(tmp_path: Path) -> None:
    program = tmp_path / "nft"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\n")
    program.chmod(0o755)
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/modules").write_text("ext4 983040 1 - Live 0x0000000000000000\n")

    assert look(tmp_path, [tmp_path]) == Firewall("off", None)
    assert not (tmp_path / "asked").exists()


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["chain", "rule", "expr", "jump", "xt", "family", "name"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_JSON))
def test_rubbish_is_survived(said: list[Any]) -> None:
    assert nft(json.dumps({"nftables": said})) in {"on", "off", "partly"}


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_lines_are_survived(text: str) -> None:
    iptables(f"*filter\n-A {text}\n-A INPUT {text}\n")
    nft(text)
