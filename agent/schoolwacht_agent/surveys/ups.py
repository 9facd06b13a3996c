"""The UPSes that this machine watches: on mains or battery, how full, how old; by Network UPS Tools or apcupsd.

`upsc` and `apcaccess` ask their own server over the loopback; where neither is installed there is nothing to tell.
Numbers bear the names of Telegraf's plugin inputs.upsd where it has one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import apcupsd, nut, programs
from schoolwacht_agent.probe import Column, DataClass, Gauge, Group, Kind, NoData, Probe, Reading, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from schoolwacht_agent.platforms.nut import Ups

_TAGS = ("ups_name",)
ON_BATTERY = Gauge("upsd.on_battery", "1", "1 if the mains are out, 0 if not.", _TAGS)
CHARGE = Gauge("upsd.battery_charge_percent", "%", "How full the battery of the UPS is.", _TAGS, decimals=1)
RUNTIME = Gauge("upsd.time_left_ns", "ns", "How long the battery lasts at the load of now.", _TAGS)
LOAD = Gauge("upsd.load_percent", "%", "What hangs on the UPS, of what it can feed.", _TAGS, decimals=1)
TEMPERATURE = Gauge("upsd.internal_temp", "Cel", "Temperature in the UPS or its battery.", _TAGS, decimals=1)
GAUGES = (ON_BATTERY, CHARGE, RUNTIME, LOAD, TEMPERATURE)
UPS = Table(
    "ups",
    "Every UPS that this machine watches.",
    {
        "name": Column(Kind.TEXT, "Name that its administrator gave it."),
        "maker": Column(Kind.TEXT, "Who made it."),
        "model": Column(Kind.TEXT, "Model as its maker writes it."),
        "serial": Column(Kind.TEXT, "Serial number.", data_class=DataClass.PSEUDONYMOUS),
        "firmware": Column(Kind.TEXT, "Version of its firmware."),
        "state": Column(Kind.TEXT, "`on_mains`, `on_battery`, `off` or `unknown`."),
        "battery_low": Column(Kind.INTEGER, "1 if it calls its battery low, 0 if not.", "1"),
        "replace_battery": Column(Kind.INTEGER, "1 if it asks for a new battery, 0 if not.", "1"),
        "overloaded": Column(Kind.INTEGER, "1 if more hangs on it than it can feed, 0 if not.", "1"),
        "power_w": Column(Kind.INTEGER, "What it can feed.", "W"),
        "battery_date": Column(Kind.TEXT, "When its battery was put in or made, year-month-day."),
        "test_result": Column(Kind.TEXT, "Last test of itself: `passed`, `failed`, `running`, `aborted` or `none`."),
        "reason": Column(Kind.TEXT, "Why nothing is known: `stale`, `not_reachable`, `no_variables`, `timed_out`, ..."),
    },
    key=("name",),
)
_SECONDS = 10.0


def look(folders: Sequence[Path] = programs.FOLDERS) -> Iterator[Row | Reading]:
    """A row and numbers for each UPS."""
    nothing: list[NoData] = []
    for asked in (_of_nut, _of_apcupsd):
        try:
            yield from asked(folders)
        except NoData as reason:
            nothing.append(reason)
    if len(nothing) > 1:
        # A tool that is there and does not answer tells more than one that is not there.
        raise next((reason for reason in nothing if "no UPS" not in str(reason)), nothing[0])


def _of_nut(folders: Sequence[Path]) -> Iterator[Row | Reading]:
    listed = _ask("Network UPS Tools", folders, "upsc", "-l")
    names = nut.names(listed.text)
    if listed.code and not names:
        raise NoData(
            "the server of Network UPS Tools does not run here", "Start nut-server, or set up MODE in nut.conf."
        )
    for name in names:
        try:
            said = programs.ask("upsc", name, seconds=_SECONDS, folders=folders)
            yield from findings(name, nut.parse(said.text))
        except (nut.NoUps, programs.NoAnswer) as nothing:
            yield UPS(name=name, state="unknown", reason=str(nothing))


def _of_apcupsd(folders: Sequence[Path]) -> Iterator[Row | Reading]:
    said = _ask("apcupsd", folders, "apcaccess", "status").text
    name = apcupsd.name(said)
    try:
        yield from findings(name, apcupsd.parse(said))
    except nut.NoUps as nothing:
        yield UPS(name=name, state="unknown", reason=str(nothing))


def _ask(tool: str, folders: Sequence[Path], program: str, *arguments: str) -> programs.Answer:
    try:
        return programs.ask(program, *arguments, seconds=_SECONDS, folders=folders)
    except programs.NoAnswer as nothing:
        if str(nothing) == "not_installed":
            remedy = "If one hangs on it by USB, set up Network UPS Tools (nut) or apcupsd."
            raise NoData("no UPS is watched from this machine", remedy) from nothing
        raise NoData(f"{tool} does not answer", "Look at its service.") from nothing


def findings(name: str, ups: Ups) -> Iterator[Row | Reading]:
    """The row of one UPS, and its numbers."""
    words = set(ups.status)
    known = bool(words)
    yield UPS(
        name=name,
        maker=ups.maker,
        model=ups.model,
        serial=ups.serial,
        firmware=ups.firmware,
        state=state(ups),
        battery_low=int("LB" in words) if known else None,
        replace_battery=int("RB" in words) if known else None,
        overloaded=int("OVER" in words) if known else None,
        power_w=ups.power_w,
        battery_date=ups.battery_date,
        test_result=ups.test_result,
        reason=None if known else "no_status",
    )
    runtime = None if ups.runtime_s is None else ups.runtime_s * 1_000_000_000
    numbers = (ups.on_battery, ups.charge_percent, runtime, ups.load_percent, ups.temperature_c)
    for gauge, value in zip(GAUGES, numbers, strict=True):
        if value is not None:
            yield gauge(float(value), ups_name=name)


def state(ups: Ups) -> str:
    """One word out of many; that it is switched off counts before what feeds it."""
    if "OFF" in ups.status:
        return "off"
    return {True: "on_battery", False: "on_mains", None: "unknown"}[ups.on_battery]


PROBE = Probe(
    "ups",
    timedelta(hours=1),
    (*GAUGES, UPS),
    lambda _: look(),
    about="The UPSes that this machine watches.",
    patience=timedelta(seconds=60),
    group=Group.HEALTH,
)
