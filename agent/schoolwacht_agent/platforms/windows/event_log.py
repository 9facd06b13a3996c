"""Crashes, power losses and errors of hardware out of Windows' System log, as numbers; no message of it is kept.

Asked by EvtQuery with a query in XPath ("Consuming Events", learn.microsoft.com), answered as XML of the event schema,
of which provider, number and moment are read, by patterns: a log can hold what programs put there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from schoolwacht_agent.platforms.programs import NoAnswer

KINDS: Mapping[str, Mapping[str, tuple[int, ...]]] = {
    "crash": {"Microsoft-Windows-WER-SystemErrorReporting": (1001,), "BugCheck": (1001,)},
    "power_loss": {"Microsoft-Windows-Kernel-Power": (41,), "EventLog": (6008,)},
    "hardware_error": {"Microsoft-Windows-WHEA-Logger": (1, 18, 20, 46)},
    "corrected_error": {"Microsoft-Windows-WHEA-Logger": (17, 19, 47)},
    "disk_error": {"disk": (7, 51, 153), "storahci": (129,), "stornvme": (11, 129)},
    "disk_failing": {"disk": (52,)},
    "file_system_error": {"Ntfs": (55,), "Microsoft-Windows-Ntfs": (55, 98), "Microsoft-Windows-ReFS": (133,)},
}
"""What to count: by provider and number. Of one loss of power Windows writes two events, 41 and 6008."""
_PROVIDER = re.compile(r"<Provider\b[^>]{0,400}?\bName\s*=\s*[\"']([^\"']{1,200})[\"']")
_NUMBER = re.compile(r"<EventID\b[^>]{0,100}>\s*(\d{1,6})\s*</EventID>")
_MOMENT = re.compile(r"<TimeCreated\b[^>]{0,100}?\bSystemTime\s*=\s*[\"']([^\"']{1,40})[\"']")
_HEAD = 4000
_MOST_EVENTS = 20_000
_BATCH = 100
_PATIENCE = 10_000  # milliseconds
_SAME_LOSS = 600
"""Seconds between two events of one loss of power: 41 at the start, 6008 when the log begins."""
_REVERSE, _CHANNEL, _AS_XML = 0x200, 0x1, 1


@dataclass(frozen=True, slots=True)
class Event:
    """What is kept of one event."""

    provider: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened."""

    times: int
    last: datetime


def query(kind: str, since: datetime) -> str:
    """The XPath that chooses the events of one kind since a moment; Windows takes some twenty expressions at most."""
    chosen = " or ".join(
        f"(Provider[@Name='{provider}'] and ({' or '.join(f'EventID={number}' for number in numbers)}))"
        for provider, numbers in KINDS[kind].items()
    )
    moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return f"*[System[({chosen}) and TimeCreated[@SystemTime>='{moment}']]]"


def parse(xml: str) -> Event | None:
    """One event; None for what is none."""
    head = xml[:_HEAD]
    provider, number, moment = _PROVIDER.search(head), _NUMBER.search(head), _MOMENT.search(head)
    if not (provider and number and moment):
        return None
    try:
        # Seven to nine digits of a second are more than Python takes.
        at = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", moment[1]))
    except ValueError:
        return None
    return Event(provider[1], int(number[1]), at if at.tzinfo else at.replace(tzinfo=UTC))


def kind_of(event: Event) -> str | None:
    """The word of `KINDS`, whatever the case of the provider."""
    for kind, providers in KINDS.items():
        for provider, numbers in providers.items():
            if provider.casefold() == event.provider.casefold() and event.number in numbers:
                return kind
    return None


def counts(events: Iterable[Event], since: datetime) -> Mapping[str, Count]:
    """Times and last moment of each kind; every kind is told, with 0 times and `since` when there was none."""
    moments: dict[str, list[datetime]] = {kind: [] for kind in KINDS}
    for event in events:
        kind = kind_of(event)
        if kind is not None and event.at >= since:
            moments[kind].append(event.at)
    # Windows writes down a loss of power after a crash too.
    moments["power_loss"] = [
        moment
        for moment in _apart(moments["power_loss"])
        if not any(abs((moment - crash).total_seconds()) <= _SAME_LOSS for crash in moments["crash"])
    ]
    return {kind: Count(len(found), max(found, default=since)) for kind, found in moments.items()}


def _apart(moments: list[datetime]) -> list[datetime]:
    """Moments that are more than a start of the machine from each other."""
    kept: list[datetime] = []
    for moment in sorted(moments):
        if not kept or (moment - kept[-1]).total_seconds() > _SAME_LOSS:
            kept.append(moment)
    return kept


def look(since: datetime) -> Mapping[str, Count]:
    """Counts out of the System log of this machine; raises NoAnswer: not_windows, failed, no_access."""
    if sys.platform == "win32":
        return counts((event for kind in KINDS for event in _events(query(kind, since))), since)
    raise NoAnswer("not_windows")


def _events(xpath: str) -> Iterator[Event]:
    log: Any = import_module("win32evtlog")
    try:
        result = log.EvtQuery("System", _CHANNEL | _REVERSE, xpath)
        for _ in range(_MOST_EVENTS // _BATCH):
            batch = log.EvtNext(result, _BATCH, _PATIENCE)
            if not batch:
                return
            for handle in batch:
                if event := parse(str(log.EvtRender(handle, _AS_XML))):
                    yield event
    except Exception as error:
        code = error.args[0] if error.args else None
        raise NoAnswer("no_access" if code == 5 else "failed") from error  # noqa: PLR2004 - ERROR_ACCESS_DENIED
