"""Every setting of this machine: its name, what may be written, and what it is when nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from schoolwacht_agent import amounts
from schoolwacht_agent.orders import LONGEST_PUSH, LONGEST_RHYTHM, SHORTEST_PUSH, SHORTEST_RHYTHM, ProbeOrder
from schoolwacht_agent.probe import FreshnessCheck
from schoolwacht_agent.spool.limits import Limits
from schoolwacht_agent.token_string import check_address

LANGUAGES = ("nl", "en")
DEFAULTS = """\
# Every setting with its default. Remove the # to change one. Flags go before the environment
# (SCHOOLWACHT_AGENT_HOME and so on), the environment before this file.

# home = "/var/lib/schoolwacht-agent"   # identity and spool
# language = "nl"                       # nl or en; by itself what LANG says
# collector = ["collector.school.be:7443"]  # by itself what the token said and the collector told since; set, only this
# push_every_seconds = 60               # 10 to 3600; the collector may order otherwise
# drop_folder = "/var/lib/schoolwacht-agent/drop"  # where `backup report` leaves its files
# ack_log = "/path/acknowledged.jsonl"  # one line for each batch that the collector has; by itself none

# [spool]                               # what waits to be sent
# most = "32MiB"
# oldest = "14d"
# reserve = "500MB"                     # the spool does not grow when less is free,
# reserve_percent = 5                   # or less than this share of the disk, whichever is less

# [[backup_check]]                      # as many as there are jobs
# job = "server"
# pattern = "/backup/server-*.tar.zst"
# newest_within = "26h"
# smallest = "1MB"

# [probes.software]
# enabled = true
# every = "1h"
"""


Keys = Mapping[str, Callable[[object], object]]


class BadConfig(ValueError):  # noqa: N818 - a state, told to a person
    """The configuration cannot be used; the message names file and key and says what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set; what was not has its default."""

    home: Path
    language: str
    drop_folder: Path
    collector: tuple[str, ...] = ()
    push_every_seconds: int = 60
    ack_log: Path | None = None
    spool: Limits = field(default_factory=Limits)
    backup_check: tuple[FreshnessCheck, ...] = ()
    probes: Mapping[str, ProbeOrder] = field(default_factory=dict)


def check_known(key: str, known: Iterable[str], where: str) -> None:
    """Refuses a key that does not exist, and names the one that was probably meant."""
    if key in known:
        return
    import difflib  # only a mistake needs it, and it stays in memory for as long as the agent runs

    near = difflib.get_close_matches(key, list(known), 1, 0.5)
    hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(sorted(known))}"
    raise BadConfig(f"{where}: there is no setting {key!r}{hint}")


def path(said: object) -> Path:
    """A file or folder."""
    if not isinstance(said, str) or not said.strip() or "\0" in said:
        raise ValueError(f'write a path between quotes, such as "/var/lib/schoolwacht-agent", not {said!r}')
    return Path(said).expanduser().absolute()


def _language(said: object) -> str:
    if said not in LANGUAGES:
        raise ValueError(f'write "nl" or "en", not {said!r}')
    return str(said)


def _collector(said: object) -> tuple[str, ...]:
    listed = [part.strip() for part in said.split(",") if part.strip()] if isinstance(said, str) else said
    if not isinstance(listed, list) or not listed:
        raise ValueError(f'write one or more addresses, such as ["collector.school.be:7443"], not {said!r}')
    return tuple(check_address(address) for address in listed)


def _push_every_seconds(said: object) -> int:
    number = int(said) if isinstance(said, str) and said.strip().isdigit() else said
    if not isinstance(number, int) or isinstance(number, bool) or not SHORTEST_PUSH <= number <= LONGEST_PUSH:
        raise ValueError(f"write a number from {SHORTEST_PUSH} to {LONGEST_PUSH}, not {said!r}")
    return number


def _duration(said: object) -> timedelta:
    return amounts.duration(said if isinstance(said, str) else repr(said))


def _size(said: object) -> int:
    return amounts.size(said if isinstance(said, str) else repr(said))


def _percent(said: object) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= 90:  # noqa: PLR2004 - per cent
        raise ValueError(f"write a number from 0 to 90, not {said!r}")
    return float(said)


def _spool(said: object) -> Limits:
    keys: Keys = {"most": _size, "oldest": _duration, "reserve": _size, "reserve_percent": _percent}
    given = _table(said, keys)
    default = Limits()
    limits = Limits(
        most_bytes=given.get("most", default.most_bytes),
        oldest=given.get("oldest", default.oldest),
        reserve_bytes=given.get("reserve", default.reserve_bytes),
        reserve_percent=given.get("reserve_percent", default.reserve_percent),
    )
    if limits.most_bytes < 64 * 1024 or limits.oldest < timedelta(hours=1):
        raise ValueError("the spool needs at least 64KiB and 1h")
    return limits


def _job(said: object) -> str:
    if not isinstance(said, str) or not 0 < len(said.strip()) <= 64:  # noqa: PLR2004 - letters in a name
        raise ValueError(f"write a name of at most 64 letters between quotes, not {said!r}")
    return said.strip()


def _backup_check(said: object) -> tuple[FreshnessCheck, ...]:
    if not isinstance(said, list):
        raise TypeError("write each check under a heading [[backup_check]], with two brackets")
    keys: Keys = {"job": _job, "pattern": str, "newest_within": _duration, "smallest": _size}
    checks = []
    for number, one in enumerate(said, start=1):
        given = _table(one, keys)
        if missing := {"job", "pattern", "newest_within"} - set(given):
            raise ValueError(f"check {number} needs {', '.join(sorted(missing))} as well")
        checks.append(FreshnessCheck(given["job"], given["pattern"], given["newest_within"], given.get("smallest", 1)))
    return tuple(checks)


def _probes(said: object) -> dict[str, ProbeOrder]:
    if not isinstance(said, dict):
        raise TypeError("write each probe under a heading of its own, such as [probes.software]")
    orders = {}
    for name, one in said.items():
        given = _table(one, {"enabled": _yes_or_no, "every": _rhythm})
        orders[name] = ProbeOrder(given.get("enabled", True), given.get("every"))
    return orders


def _rhythm(said: object) -> int:
    seconds = int(_duration(said).total_seconds())
    if not SHORTEST_RHYTHM <= seconds <= LONGEST_RHYTHM:
        raise ValueError(f"write a rhythm from 10s to 7d, not {said!r}")
    return seconds


def _yes_or_no(said: object) -> bool:
    if not isinstance(said, bool):
        raise TypeError(f"write true or false, not {said!r}")
    return said


# Any: each parser of a table gives its own type, and the caller knows which.
def _table(said: object, keys: Keys) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise TypeError(f"write keys and values below a heading, not {said!r}")
    parsed = {}
    for key, value in said.items():
        check_known(key, keys, "in this table")
        try:
            parsed[key] = keys[key](value)
        except (ValueError, TypeError) as error:
            raise ValueError(f"{key}: {error}") from error
    return parsed


KEYS: dict[str, Callable[[object], object]] = {
    "home": path,
    "language": _language,
    "collector": _collector,
    "push_every_seconds": _push_every_seconds,
    "drop_folder": path,
    "ack_log": path,
}
"""Settings of one value, which flags and the environment may carry as well."""
TABLES: dict[str, Callable[[object], object]] = {"spool": _spool, "backup_check": _backup_check, "probes": _probes}
"""Settings that only a file can carry."""
