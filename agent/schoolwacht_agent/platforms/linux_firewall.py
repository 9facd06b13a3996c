"""Whether a Linux computer turns away what nobody asked for, by the rules that the kernel really has.

The rules are read as `nft --json list ruleset` prints them (libnftables-json(5)), or as `iptables-save` does
(iptables-save(8)); the settings of ufw and firewalld only give the firewall its name, for a firewall that is enabled in
a file may be flushed in the kernel. It is on when what no rule lets in is dropped: a chain at the hook `input` with the
policy drop, or one that ends in a rule without conditions that drops or rejects.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schoolwacht_agent.platforms import programs
from schoolwacht_agent.platforms.system_files import listed, sections, text_or_nothing

ON, PARTLY, OFF, CONFIGURED = "on", "partly", "off", "configured"
STATES = (ON, PARTLY, OFF, CONFIGURED)
_FAMILIES = frozenset({"ip", "ip6", "inet"})
_REFUSALS = frozenset({"drop", "reject"})
_SECONDS = 10.0
_MOST_CHAINS = 10_000


@dataclass(slots=True)
class Chain:
    """One chain of rules: what it does with what no rule matched, and where it hands packets on."""

    at_input: bool = False
    drops: bool = False
    refuses_all: bool = False
    refuses_some: bool = False
    jumps: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Firewall:
    """Its state, a word of STATES or None for unknown, and the program that keeps it."""

    state: str | None
    keeper: str | None = None


def nft(text: str) -> str | None:
    """The state by nftables' JSON; None for what is no answer of nft."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    listed_ = said.get("nftables") if isinstance(said, dict) else None
    if not isinstance(listed_, list):
        return None
    chains: dict[str, Chain] = {}
    for entry in listed_:
        match entry:
            case {"chain": {"family": str(family), "table": table, "name": name, **more}} if family in _FAMILIES:
                chain = chains.setdefault(f"{family} {table} {name}", Chain())
                chain.at_input = more.get("hook") == "input" and more.get("type") == "filter"
                chain.drops = more.get("policy") == "drop"
            case {"rule": {"family": str(family), "table": table, "chain": name, "expr": list(steps)}}:
                if family in _FAMILIES:
                    _add(chains.setdefault(f"{family} {table} {name}", Chain()), steps, f"{family} {table} ")
    return judged(chains)


def _add(chain: Chain, steps: list[Any], place: str) -> None:
    conditional = False
    for step in steps:
        if not isinstance(step, dict):
            continue
        if "match" in step or "vmap" in step or "limit" in step or _is(step, "match"):
            conditional = True
        if _REFUSALS & step.keys() or _is(step, "target", "REJECT", "DROP"):
            chain.refuses_some = True
            chain.refuses_all = chain.refuses_all or not conditional
        for way in ("jump", "goto"):
            target = step.get(way)
            if isinstance(target, dict) and isinstance(target.get("target"), str) and not conditional:
                chain.jumps.add(place + target["target"])


def _is(step: dict[str, Any], kind: str, *names: str) -> bool:
    """Whether it is an expression of iptables, which nft shows as `xt`."""
    other = step.get("xt")
    return isinstance(other, dict) and other.get("type") == kind and (not names or other.get("name") in names)


def iptables(text: str) -> str | None:
    """The state by what `iptables-save` prints; None for what is none of it."""
    chains: dict[str, Chain] = {}
    table = None
    for line in text.splitlines():
        if line.startswith("*"):
            table = line[1:].strip()
        elif table == "filter" and line.startswith(":"):
            name, _, rest = line[1:].partition(" ")
            chains[name] = Chain(at_input=name == "INPUT", drops=rest.startswith("DROP"))
        elif table == "filter" and line.startswith("-A "):
            _add_rule(chains, line)
    return judged(chains) if table is not None else None


def _add_rule(chains: dict[str, Chain], line: str) -> None:
    try:
        words = shlex.split(line)
    except ValueError:  # a quote in a comment that never ends
        words = line.split()
    name, rest = (words[1], words[2:]) if len(words) > 1 else ("", [])
    chain = chains.setdefault(name, Chain())
    way = next((place for place, word in enumerate(rest) if word in {"-j", "-g"}), None)
    if way is None or way + 1 >= len(rest):
        return
    target, conditional = rest[way + 1], way > 0
    if target in {"DROP", "REJECT"}:
        chain.refuses_some = True
        chain.refuses_all = chain.refuses_all or not conditional
    elif not conditional:
        chain.jumps.add(target)


def judged(chains: dict[str, Chain]) -> str:
    """The state by the chains at the input and those that everything passes from there."""
    waiting = [name for name, chain in chains.items() if chain.at_input]
    seen: set[str] = set()
    some = False
    while waiting and len(seen) < _MOST_CHAINS:
        name = waiting.pop()
        chain = chains.get(name)
        if chain is None or name in seen:
            continue
        seen.add(name)
        if (chain.drops and chain.at_input) or chain.refuses_all:
            return ON
        some = some or chain.refuses_some
        waiting += chain.jumps
    return PARTLY if some else OFF


def keeper(root: Path) -> str | None:
    """Which program was told to keep a firewall: `ufw` or `firewalld`; None for none of them."""
    if sections(text_or_nothing(root / "etc/ufw/ufw.conf")).get("", {}).get("enabled", "").casefold() == "yes":
        return "ufw"
    if any(listed(root / "etc/systemd/system", "*.wants/firewalld.service")):
        return "firewalld"
    return "nftables" if any(listed(root / "etc/systemd/system", "*.wants/nftables.service")) else None


def look(root: Path, folders: Sequence[Path] = programs.FOLDERS) -> Firewall:
    """The firewall of this machine. Without the right to read the rules, that one is set up is all that is known."""
    name = keeper(root)
    states = set(_answers(root, folders))
    for state in (ON, PARTLY, OFF):
        if state in states:
            return Firewall(state, name)
    return Firewall(CONFIGURED if name else None, name)


def _answers(root: Path, folders: Sequence[Path]) -> Iterator[str]:
    """What each kind of filter says. To ask one that is not in the kernel would load it, so it is not asked."""
    modular = bool(text_or_nothing(root / "proc/modules", 4096))
    new, old = ((root / "sys/module" / name).exists() for name in ("nf_tables", "ip_tables"))
    if modular and not new and not old:
        yield OFF
        return
    if (new or not modular) and (state := _asked(nft, ("nft", "--json", "list", "ruleset"), folders)):
        yield state
    if old and (state := _asked(iptables, ("iptables-legacy-save",), folders)):
        yield state
    if programs.find("nft", folders) is None and (state := _asked(iptables, ("iptables-save",), folders)):
        yield state


def _asked(parse: Callable[[str], str | None], program: tuple[str, ...], folders: Sequence[Path]) -> str | None:
    try:
        said = programs.ask(*program, seconds=_SECONDS, folders=folders)
    except programs.NoAnswer:
        return None
    return parse(said.text) if said.code == 0 else None
