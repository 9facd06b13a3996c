"""The battery of a FreeBSD computer as `acpiconf -i UNIT` prints it (acpiconf(8), usr.sbin/acpi/acpiconf).

Capacities are in mWh, or in mAh with the design voltage beside them, as the ACPI battery itself counts; -1 and
`unknown` are its words for not knowing. A unit without a battery says only `State: not present`.
"""

from __future__ import annotations

from schoolwacht_agent.platforms.machine_parts import Pack
from schoolwacht_agent.platforms.pack_state import PackState, cycles, energy, health, number, percent
from schoolwacht_agent.platforms.placeholders import told

_MOST_LINES = 200
_WIDEST = 300
_KNOWN = frozenset({"design capacity", "last full capacity", "remaining capacity", "state", "model number"})
_STATES = {"high": "idle", "charging": "charging", "discharging": "discharging", "low": None, "critical": None}


class NoBattery(Exception):  # noqa: N818 - a state of the machine, not a failure
    """Not the output of acpiconf, or no battery; the message is a code: not_present, not_acpiconf."""


def parse(text: str, unit: str = "0") -> PackState:
    """The battery of one unit; raises NoBattery."""
    facts = _facts(text)
    if not facts.keys() & _KNOWN:
        raise NoBattery("not_acpiconf")
    if facts.get("state") == "not present":
        raise NoBattery("not_present")
    volts = number(facts.get("design voltage", ""))
    full, designed = number(facts.get("last full capacity", "")), number(facts.get("design capacity", ""))
    return PackState(
        Pack(
            name=f"battery{unit}",
            maker=told(facts.get("oem info", "")) or None,
            model=told(facts.get("model number", "")) or None,
            serial=told(facts.get("serial number", "")) or None,
            chemistry=told(facts.get("type", "")) or None,
            design_mwh=_energy(facts, "design capacity", volts),
            full_mwh=_energy(facts, "last full capacity", volts),
            cycles=cycles(number(facts.get("cycle count", ""))),
        ),
        state=_state(facts.get("state", "")),
        charge_percent=percent(number(facts.get("remaining capacity", ""))),
        health_percent=health(full, designed),
    )


def _facts(text: str) -> dict[str, str]:
    facts: dict[str, str] = {}
    for line in text[: _MOST_LINES * _WIDEST].splitlines()[:_MOST_LINES]:
        name, colon, value = line[:_WIDEST].partition(":")
        if colon:
            facts.setdefault(" ".join(name.split()).casefold(), value.strip())
    return facts


def _state(words: str) -> str | None:
    """`critical discharging` and the like say two things; which way the energy goes is the one that is kept."""
    for word in words.split():
        if _STATES.get(word):
            return _STATES[word]
    return None


def _energy(facts: dict[str, str], name: str, millivolts: float | None) -> int | None:
    text = facts.get(name, "")
    value = number(text)
    if value is None:
        return None
    if text.endswith("mWh"):
        return energy(value)
    return energy(value * millivolts / 1000) if text.endswith("mAh") and millivolts and millivolts > 0 else None
