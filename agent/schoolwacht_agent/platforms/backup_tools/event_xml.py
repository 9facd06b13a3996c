"""Events of Windows in the XML that EvtRender and `wevtutil qe /f:xml` give (learn.microsoft.com, Event Schema).

Read by name with patterns instead of an XML parser: the events come one after another without a common root, and
neither an entity nor a depth of nesting can then do harm.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from schoolwacht_agent.platforms.backup_tools.moments import told_ms

_MOST_EVENTS = 2_000
_MOST_CHARACTERS = 8 << 20
_LONGEST_EVENT = 256 * 1024
_EVENT = re.compile(r"<Event[\s>]")
_ID = re.compile(r"<EventID[^<>]{0,80}>\s*(\d{1,5})\s*</EventID>", re.ASCII)
_LEVEL = re.compile(r"<Level>\s*(\d{1,3})\s*</Level>", re.ASCII)
_TIME = re.compile(r"<TimeCreated\s[^<>]{0,80}?SystemTime\s*=\s*[\"']([^\"'<>]{1,40})[\"']")
_DATA = re.compile(r"<Data(?:\s+Name\s*=\s*[\"']([^\"'<>]{1,80})[\"'])?\s*>([^<]{0,60000})</Data>")


@dataclass(frozen=True, slots=True)
class WindowsEvent:
    """One event. `data` are its named values, `texts` all values in their order."""

    number: int
    level: int
    at_ms: int | None
    data: Mapping[str, str]
    texts: tuple[str, ...]


def parse(text: str) -> list[WindowsEvent]:
    """Every event that bears a number, in the order of the text; one that is cut off tells what it still can."""
    text = text[:_MOST_CHARACTERS]
    starts = [found.start() for found in _EVENT.finditer(text)][:_MOST_EVENTS]
    pieces = (text[start:end][:_LONGEST_EVENT] for start, end in pairwise([*starts, len(text)]))
    return [event for event in map(_event, pieces) if event is not None]


def _event(piece: str) -> WindowsEvent | None:
    number, level, moment = _ID.search(piece), _LEVEL.search(piece), _TIME.search(piece)
    if number is None:
        return None
    values = [(name, html.unescape(value).strip()) for name, value in _DATA.findall(piece)[:256]]
    return WindowsEvent(
        int(number[1]),
        int(level[1]) if level else 0,
        told_ms(moment[1]) if moment else None,
        {name: value for name, value in values if name},
        tuple(value for _, value in values),
    )


def recent(channel: str, most: int = 200) -> str:
    """The newest events of a log, newest first, as XML; nothing on other systems, or where there is no such log."""
    if sys.platform == "win32":
        import pywintypes
        import win32evtlog

        how = win32evtlog.EvtQueryChannelPath | win32evtlog.EvtQueryReverseDirection
        try:
            found = win32evtlog.EvtNext(win32evtlog.EvtQuery(channel, how), most)
            return "\n".join(win32evtlog.EvtRender(one, win32evtlog.EvtRenderEventXml) for one in found)
        except pywintypes.error:
            return ""
    return ""
