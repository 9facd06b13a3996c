"""State of a Mac's firewall: its setting, its own words, or what launchd says of it."""

from __future__ import annotations

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.macos import launchd, plist, security, security_lines


def belongs(path: str, _head: bytes) -> bool:
    """By its folder: a setting is a single digit, so nothing tells by itself."""
    return "macos/firewall/" in path


def read(data: bytes, _path: str) -> Outcome:
    """One row for the firewall; other services of a list are ignored as such."""
    text = data.decode("utf-8", errors="replace")
    plain = text.strip()
    if not plain:
        return Outcome(0, {"empty": 1})
    if "does not exist" in plain or "Could not find service" in plain:
        return Outcome(0, {"not_there": 1})
    if launchd.is_list(text):
        services = list(launchd.listed(text))
        broken = sum(1 for line in text.splitlines()[1:] if line.strip()) - len(services)
        gaps = (f"{broken} lines of the list make no sense.",) if broken else ()
        launchd.firewall_of(iter(services))
        others = sum(service.label != launchd.FIREWALL for service in services)
        return Outcome(1, {"other_service": others}, gaps)
    if _state(data, text):
        return Outcome(1)
    return Outcome(0, gaps=("It does not tell of a firewall.",))


def _state(data: bytes, text: str) -> bool:
    """Whether any of the readers finds the state."""
    if security_lines.firewall(text) is not None or launchd.shown(text) is not None:
        return True
    if security_lines.switched(text) is not None:
        return True
    try:
        return security.firewall_of(plist.read(data).value)[0] is not None
    except plist.NoPlist:
        return False


KIND = Kind("mac_firewall", belongs, read)
