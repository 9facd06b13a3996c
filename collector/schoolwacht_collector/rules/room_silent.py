"""A room that is usually busy in the morning, and of which no machine is heard: one cause, so one alert.

Its switch, its fuse or its network outlet is the likely one. When half of a site's rooms are silent it is told once for
the site. On the first two school days after a holiday nothing opens: rooms wake up one by one then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, room_subject
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.rule import Rooms, RoomSilence, Rule, SiteRooms

_FEWEST_MORNINGS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What a silent room is: how large, how much of it, how long after the school opened, and how busy else.

    A morning counts as busy when half of the machines were heard by the same hour; a room with one free morning a week
    is busy on 80 % of them, and so is not judged.
    """

    machines: float = 5.0
    silent_share: float = 0.8
    clear_share: float = 0.5
    after_opening: timedelta = timedelta(hours=2)
    busy_share: float = 0.5
    busy_mornings: float = 0.9
    site_share: float = 0.5
    site_rooms: float = 3.0
    site_clear_share: float = 0.4


def judge(site: SiteRooms, limits: Limits, now: datetime) -> Iterable[Finding]:
    """One finding for each silent room, or one that opens for the whole site."""
    del now  # the question counted from the hour at which the school opened
    large = [room for room in site.rooms if room.machines >= limits.machines]
    quiet = [room for room in large if room.silent > limits.clear_share * room.machines]
    opening = [room for room in quiet if _opens(room, site, limits)]
    whole = len(opening) >= max(limits.site_rooms, limits.site_share * len(large))
    if large and len(quiet) >= limits.site_clear_share * len(large):
        yield _site(site, quiet, len(large), limits, opens=whole)
    for room in quiet:
        yield Finding(
            room_subject(site.site, room.room),
            Severity.URGENT,
            say(
                "{silent} of {machines} machines in {room} were not heard today, though it is usually busy by now",
                silent=room.silent,
                machines=room.machines,
                room=room.room,
            ),
            say("Go and see whether the room has power and network. If the switch is dark, look at its fuse first."),
            value=room.silent / room.machines,
            limit=limits.silent_share,
            opens=room in opening and not whole,
        )


def _site(site: SiteRooms, quiet: Sequence[RoomSilence], rooms: int, limits: Limits, *, opens: bool) -> Finding:
    return Finding(
        Subject("", site.site),
        Severity.URGENT,
        say("{silent} of {rooms} rooms at {site} are silent today", silent=len(quiet), rooms=rooms, site=site.site),
        say("Is there power and internet at this site? If it is a free day, enter it in the school calendar."),
        value=len(quiet) / rooms,
        limit=limits.site_share,
        opens=opens,
    )


def _opens(room: RoomSilence, site: SiteRooms, limits: Limits) -> bool:
    if site.settling or site.listened < limits.after_opening or room.silent < limits.silent_share * room.machines:
        return False
    mornings = room.usual or ()
    busy = sum(share >= limits.busy_share for share in mornings)
    return len(mornings) >= _FEWEST_MORNINGS and busy >= limits.busy_mornings * len(mornings)


RULE = Rule(
    name="room_silent",
    title=say("Room silent"),
    about=say("A room with many machines that is usually busy in the morning says nothing at all today."),
    source="A room of which 80 % is silent on a school morning has one cause (switch, fuse), not 25.",
    question=Rooms(),
    limits=Limits(),
    judge=judge,
    hold=timedelta(minutes=10),
    clear=timedelta(minutes=10),
)
