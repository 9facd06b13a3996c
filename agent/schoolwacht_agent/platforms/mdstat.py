"""The RAID sets of Linux md, from /proc/mdstat and /sys/block/md*/md (the kernel's admin-guide/md.rst, mdadm(8)).

/proc/mdstat names the sets, their members and what runs on them; sysfs adds how many members are missing and what the
last check found. Neither remembers when the last check was.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_files import count, words
from schoolwacht_agent.platforms.raid_set import RaidSet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_LINES = 5000
_MOST_SETS = 128
_WIDEST = 4000
_SET = re.compile(r"(md[\w.-]{1,60}) : (active|inactive|broken)\s*((?:\([\w-]+\)\s*)*)(.*)", re.ASCII)
_MEMBER = re.compile(r"\S+\[\d+\]((?:\([A-Z]\))*)", re.ASCII)
_PLACES = re.compile(r"\[(\d{1,4})/(\d{1,4})\]", re.ASCII)
_RUNNING = re.compile(r"\b(recovery|resync|reshape|check)\s*=", re.ASCII)
_NO_SPARE_PLACE = frozenset({"raid0", "linear"})


def parse(text: str) -> list[RaidSet]:
    """Every set in /proc/mdstat. Containers of firmware RAID hold sets but are none."""
    found = []
    for head, rest in _paragraphs(text):
        block = "\n".join(rest)
        if "external:" not in block or head[2] != "inactive":
            found.append(_set(head, block))
    return found[:_MOST_SETS]


def _paragraphs(text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    head: re.Match[str] | None = None
    rest: list[str] = []
    for line in text[: _MOST_LINES * 200].splitlines()[:_MOST_LINES]:
        begins = _SET.fullmatch(line[:_WIDEST].rstrip())
        if head is not None and (begins or not line.startswith((" ", "\t"))):
            yield head, rest
            head = None
        if begins:
            head, rest = begins, []
        elif head is not None:
            rest.append(line[:_WIDEST])
    if head is not None:
        yield head, rest


def _set(head: re.Match[str], block: str) -> RaidSet:
    name, activity, listed = head[1], head[2], head[4]
    first = listed.split(" ", 1)[0]
    level = first if first and "[" not in first else None
    marks = [found[1] for found in _MEMBER.finditer(listed)]
    places = _PLACES.search(block)
    if places:
        members, missing = int(places[1]), max(0, int(places[1]) - int(places[2]))
    else:  # raid0 and linear have no such count
        members = sum("(S)" not in mark for mark in marks)
        missing = sum("(F)" in mark for mark in marks)
    running = _RUNNING.search(block)
    return RaidSet(
        kind="md",
        name=name,
        state=_state(activity, level, missing, members, running[1] if running else ""),
        level=level,
        members=members or None,
        missing=missing if activity == "active" else None,
    )


def _state(activity: str, level: str | None, missing: int, members: int, running: str) -> str:
    if activity != "active" or (missing and (level in _NO_SPARE_PLACE or missing >= members)):
        return "failed"
    if running in {"recovery", "resync", "reshape"}:
        return "rebuilding"
    return "degraded" if missing else "ok"


def read(proc: Path, blocks: Path) -> list[RaidSet]:
    """The sets of this machine: /proc/mdstat, completed from /sys/block."""
    return [completed(one, blocks / one.name / "md") for one in parse(words(proc / "mdstat", 1 << 20))]


def completed(one: RaidSet, folder: Path) -> RaidSet:
    """What sysfs knows more: mismatches of the last check, members missing although /proc says nothing of them."""
    missing = count(folder / "degraded")
    state = one.state
    if words(folder / "array_state") == "broken":
        state = "failed"
    elif missing and state == "ok":
        state = "degraded"
    return replace(
        one,
        state=state,
        level=one.level or words(folder / "level")[:32] or None,
        missing=one.missing if missing is None else missing,
        errors=count(folder / "mismatch_cnt"),
    )
