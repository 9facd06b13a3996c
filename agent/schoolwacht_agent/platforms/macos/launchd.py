"""What launchctl tells of services, as far as the firewall and other guards need it.

`launchctl list` prints PID, last status and label of what is loaded (man 1 launchctl); `launchctl procinfo` and
`print` print `label = {` and settings a line. A service that is not in the list is not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FIREWALL = "com.apple.alf"
_MOST = 100_000
_ROW = re.compile(r"(-|\d{1,10})\s+(-|-?\d{1,10}|\(?\w+\)?)\s+(\S.{0,300})")
_HEAD = re.compile(r"^(\S{1,200}) = \{\s*$")
_STATE = re.compile(r"^\s*state = (.{1,60})$")
_PID = re.compile(r"^\s*pid = (\d{1,10})$")


@dataclass(frozen=True, slots=True)
class Service:
    """One service that launchd knows."""

    label: str
    running: bool


def listed(text: str) -> Iterator[Service]:
    """Rows of `launchctl list`."""
    for line in text.splitlines()[:_MOST]:
        if match := _ROW.fullmatch(line.strip()):
            yield Service(match[3].strip(), match[1] != "-")


def is_list(text: str) -> bool:
    """Whether it is a list at all, by its first line."""
    return text[:200].split()[:3] == ["PID", "Status", "Label"]


def shown(text: str) -> Service | None:
    """The service of `launchctl print` or `procinfo`; None when the text shows none."""
    label, state, pid = "", "", False
    for line in text.splitlines()[:_MOST]:
        if not label:
            head = _HEAD.match(line)
            label = head[1].rpartition("/")[2] if head else ""
        elif not state and (match := _STATE.match(line)):
            state = match[1].strip().casefold()
        elif _PID.match(line):
            pid = True
        if label and line.startswith("}"):
            break
    return Service(label, state == "running" or (not state and pid)) if label else None


def firewall_of(services: Iterator[Service]) -> Service:
    """The firewall among them; not running when it is not among them."""
    found = [service for service in services if service.label == FIREWALL]
    return found[0] if found else Service(FIREWALL, running=False)
