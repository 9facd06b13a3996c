"""The RAID volumes of LVM, from `dmsetup status --target raid` (the kernel's device-mapper/dm-raid.rst, "status").

A line is `NAME: START LENGTH raid TYPE MEMBERS HEALTH DONE/ALL ACTION MISMATCHES ...`; HEALTH has a letter for each
member: A in step, a catching up, D failed or gone.
"""

from __future__ import annotations

import re

from schoolwacht_agent.platforms.raid_set import RaidSet

_MOST_SETS = 256
_LINE = re.compile(
    r"(?P<name>[\w.+:-]{1,120}): \d+ \d+ raid (?P<type>raid\w{1,12}) (?P<members>\d{1,4}) (?P<health>[AaD-]{1,256})"
    r" (?P<done>\d{1,18})/(?P<all>\d{1,18})(?: (?P<action>\w+))?(?: (?P<mismatches>\d{1,18}))?.*",
    re.ASCII,
)


def parse(text: str) -> list[RaidSet]:
    """Every RAID volume that is active."""
    lines = (_LINE.fullmatch(line[:1000].strip()) for line in text[:1_000_000].splitlines()[:_MOST_SETS])
    return [_set(line) for line in lines if line]


def _set(line: re.Match[str]) -> RaidSet:
    level = re.match(r"raid\d+", line["type"])
    gone = line["health"].count("D")
    behind = line["health"].count("a")
    if gone >= int(line["members"]) or (gone and line["type"].startswith("raid0")):
        state = "failed"
    elif gone:
        state = "degraded"
    elif behind or line["action"] in {"resync", "recover", "reshape"}:
        state = "rebuilding"
    else:
        state = "ok"
    return RaidSet(
        kind="lvm",
        name=line["name"],
        state=state,
        level=level[0] if level else line["type"],
        members=int(line["members"]),
        missing=gone,
        errors=int(line["mismatches"]) if line["mismatches"] else None,
    )
