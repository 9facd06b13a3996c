"""What scanners on Linux say of themselves, each by its own command for status.

Microsoft Defender: `mdatp health --output json` (learn.microsoft.com, "Investigate agent health issues"); Bitdefender:
`bduitool get ps`; SentinelOne: `sentinelctl version`, `engines status`, `control status`; Cortex XDR: `cytool info
query` and `runtime query`; CrowdStrike: `falconctl -g --version --rfm-state`. What one does not say stays unknown.
Keys, sites and addresses of the management are never kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from schoolwacht_agent.platforms.scanner import Scanner, day_of
from schoolwacht_agent.platforms.system_files import shown

_LONGEST = 1 << 20
_WIDE = 80
_PAIR = re.compile(r"(?P<name>[A-Za-z][\w .()/-]*?)(?:\s*[:=]\s*|\t+| {2,})(?P<value>\S.*?)\.?,?")
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d) at (\d\d):(\d\d):(\d\d)(?: (?:GMT|UTC)([+-]\d{1,2})?(?::?(\d\d))?)?")
_GUARD = "pmd"
"""Cortex's protection; the others of its processes report and analyse."""


def parse(text: str) -> Scanner | None:
    """Reads the status of any of the products; None for what is the status of none of them."""
    text = text[:_LONGEST]
    if text.lstrip().startswith("{"):
        return defender(text)
    for reader in (bitdefender, sentinelone, cortex_processes, cortex, crowdstrike):
        if scanner := reader(text):
            return scanner
    return None


def pairs(text: str) -> dict[str, str]:
    """Lines of a name and a value, with a colon or wide blanks between them; names in small letters."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if match := _PAIR.fullmatch(line.strip(" \t-\r")[:500]):
            found.setdefault(match["name"].strip().casefold(), match["value"].strip())
    return found


def defender(text: str) -> Scanner | None:
    """Microsoft Defender for Endpoint: a value is plain, or within an object that also says who set it."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    said = {_snake(name): _value(value) for name, value in said.items()}
    if "definitions_version" not in said and "real_time_protection_enabled" not in said:
        return None
    watches = said.get("real_time_protection_enabled")
    status = said.get("definitions_status")
    moment = said.get("definitions_updated")
    return Scanner(
        "Microsoft Defender",
        _short(said.get("app_version")),
        _enabled(watches, said.get("real_time_protection_available"), said.get("passive_mode_enabled")),
        _snake(status) == "up_to_date" if isinstance(status, str) else None,
        _short(said.get("definitions_version")),
        day_of(int(moment) / 1000)
        if isinstance(moment, str) and re.fullmatch(r"\d{10,14}", moment, re.ASCII)
        else None,
    )


def _enabled(watches: object, available: object, passive: object) -> bool | None:
    if watches is False or available is False or passive is True:
        return False
    return True if watches is True else None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold()


def _value(value: Any) -> object:  # noqa: ANN401 - what came out of JSON
    match value:
        case {"value": inner}:
            return inner
        case {"$type": str(word)}:
            return word
        case _:
            return value


def bitdefender(text: str) -> Scanner | None:
    """Bitdefender Endpoint Security Tools: it names what waits to be fetched, so "no" means up to date."""
    said = pairs(text)
    version = said.get("product version")
    if version is None or not {"engines version", "antimalware status"} & said.keys():
        return None
    waits = said.get("new security content available", "").casefold()
    status = said.get("antimalware status", "").casefold()
    return Scanner(
        "Bitdefender Endpoint Security Tools",
        _short(version),
        {"on": True, "off": False}.get(status),
        {"no": True, "yes": False}.get(waits),
        _short(said.get("engines version")),
        _day(said.get("last security content update", "")),
    )


def _day(text: str) -> str | None:
    match = _MOMENT.match(text)
    if match is None:
        return None
    try:
        moment = datetime(*(int(part) for part in match.groups()[:6]), tzinfo=UTC)  # type: ignore[arg-type,misc] # six numbers
        hours, minutes = int(match[7] or 0), int(match[8] or 0)
        moment -= timedelta(hours=hours, minutes=-minutes if hours < 0 else minutes)
    except (ValueError, OverflowError):
        return None
    return day_of(moment.timestamp())


def sentinelone(text: str) -> Scanner | None:
    """SentinelOne: it has no signatures of a day; the state of the agent tells whether it watches."""
    said = pairs(text)
    if "agent version" not in said or not {"sentinelctl version", "agent state", "dfi engine"} & said.keys():
        return None
    state = said.get("agent state", "").casefold()
    library = _short(said.get("dfi library version"))
    return Scanner("SentinelOne", _short(said["agent version"]), _on(state), None, library, None)


def cortex(text: str) -> Scanner | None:
    """Cortex XDR, `info query`: the version of its content; it tells no day."""
    said = pairs(text)
    if "content version" not in said or not {"content type", "content build"} & said.keys():
        return None
    return Scanner("Cortex XDR", signatures=_short(said["content version"]))


def cortex_processes(text: str) -> Scanner | None:
    """Cortex XDR, `runtime query`: a table of processes, of which one protects."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    head = next((line for line in lines if line[:3] == ["Name", "PID", "User"] and "Status" in line), None)
    if head is None:
        return None
    states = {line[0]: line[3].casefold() for line in lines if len(line) > 3 and line is not head}  # noqa: PLR2004 - its columns
    return Scanner("Cortex XDR", enabled=states[_GUARD] == "running" if _GUARD in states else None)


def crowdstrike(text: str) -> Scanner | None:
    """CrowdStrike Falcon: in reduced functionality mode it watches hardly anything."""
    said = pairs(text)
    reduced = said.get("rfm-state", "").casefold()
    if not reduced:
        return None
    return Scanner("CrowdStrike Falcon", _short(said.get("version")), {"false": True, "true": False}.get(reduced))


def _on(word: str) -> bool | None:
    return {"enabled": True, "on": True, "disabled": False, "off": False}.get(word)


def _short(value: object) -> str | None:
    return shown(value, _WIDE) or None if isinstance(value, str) else None


def joined(*scanners: Scanner | None) -> Scanner | None:
    """One product out of several answers of its commands: the first that says something of it counts."""
    known = [scanner for scanner in scanners if scanner is not None]
    if not known:
        return None
    values: dict[str, Any] = {}
    for field in fields(Scanner):
        said = (getattr(scanner, field.name) for scanner in known)
        values[field.name] = next((value for value in said if value is not None), None)
    return Scanner(**values)


Ask = Callable[..., str | None]
COMMANDS: Mapping[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "mdatp": ("/usr/bin", (("health", "--output", "json"),)),
    "bduitool": ("/opt/bitdefender-security-tools/bin", (("get", "ps"),)),
    "sentinelctl": ("/opt/sentinelone/bin", (("version",), ("engines", "status"), ("control", "status"))),
    "cytool": ("/opt/traps/bin", (("info", "query"), ("runtime", "query"))),
    "falconctl": ("/opt/CrowdStrike", (("-g", "--version", "--rfm-state"),)),
}
"""Program, the folder in which its maker puts it and only the administrator writes, and what is asked of it."""
PRODUCTS = {
    "mdatp": "Microsoft Defender",
    "bduitool": "Bitdefender Endpoint Security Tools",
    "sentinelctl": "SentinelOne",
    "cytool": "Cortex XDR",
    "falconctl": "CrowdStrike Falcon",
}
"""What is there even when it gives no answer."""


def scanner_of(program: str, ask: Ask) -> Scanner:
    """Asks one of COMMANDS; `ask` gives what it printed, None where it did not answer."""
    folder, questions = COMMANDS[program]
    answers = [ask(folder, program, *question) for question in questions]
    # The answers of one program belong together: some are only known by what another says.
    text = "\n".join(answer for answer in answers if answer)
    parsed = [parse(answer) for answer in answers if answer]
    return joined(parse(text), *parsed) or Scanner(PRODUCTS[program])
