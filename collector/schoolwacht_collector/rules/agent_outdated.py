"""Machines with an agent older than this collector by a release.

Right after the collector was updated all agents are. That is one thing to do, not a thousand: from a fifth of the
machines on it is told once for the school.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.domain.rule import AgentVersions, Rule, Versions

_RELEASE = re.compile(r"(\d{1,6})\.(\d{1,6})")
_ANOTHER_MAJOR = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """How many releases an agent may be behind, and from how many machines on it is told for the school as a whole."""

    minors_behind: float = 1.0
    many_machines: float = 10.0
    many_share: float = 0.2


def judge(versions: AgentVersions, limits: Limits, now: datetime) -> Iterable[Finding]:
    """One finding for a machine, or one for the school when it is about many."""
    del now  # versions do not age
    outdated = [(device, behind) for device in versions.machines if (behind := _behind(device, versions.release)) > 0]
    late = [device for device, behind in outdated if behind >= limits.minors_behind]
    many = len(late) >= limits.many_machines and len(late) >= limits.many_share * len(versions.machines)
    if many:
        yield _for_the_school(late, versions, limits)
    for device in late:
        yield Finding(
            Subject(device.device_id),
            Severity.NOTICE,
            say(
                "The agent is of release {version}, the collector of {release}",
                version=device.agent_version,
                release=versions.release,
            ),
            say("Install the newest agent on it, the same way as the first time; it stays the same machine here."),
            value=float(_behind(device, versions.release)),
            limit=limits.minors_behind,
            opens=not many,
        )


def _for_the_school(late: list[Device], versions: AgentVersions, limits: Limits) -> Finding:
    oldest = max(late, key=lambda device: _behind(device, versions.release))
    return Finding(
        Subject("", "agents"),
        Severity.NOTICE,
        say(
            "{count} of {machines} machines have an agent older than release {release}; the oldest is {version}",
            count=len(late),
            machines=len(versions.machines),
            release=versions.release,
            version=oldest.agent_version,
        ),
        _advice(),
        value=float(len(late)),
        limit=limits.many_machines,
    )


def _advice() -> Message:
    return say("Roll out the newest agent when it suits. Until then they go on measuring; only what is new is missing.")


def _behind(device: Device, release: str) -> int:
    """By how many minor releases; more than any for an older major one, and 0 for what cannot be read."""
    ours, theirs = _RELEASE.match(release), _RELEASE.match(device.agent_version)
    if ours is None or theirs is None:
        return 0
    majors, minors = (int(ours[place]) - int(theirs[place]) for place in (1, 2))
    return majors * _ANOTHER_MAJOR if majors else minors


RULE = Rule(
    name="agent_outdated",
    title=say("Agent outdated"),
    about=say("The agent on a machine is a release behind, so it lacks what is new and mended."),
    source="Agents and collector of one release are tested together; older agents keep working for a year.",
    question=Versions(),
    limits=Limits(),
    judge=judge,
    hold=timedelta(hours=1),
    clear=timedelta(minutes=15),
)
