"""Disks: which volume is the fullest, and which disk is most at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.rule import AnyRule, LimitOverride, limits_for
from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.listing import filters, has_words, leaf_of
from schoolwacht_collector.entrypoints.console.views.disks import DiskHealth, FullVolume, fullest, health_of

router = APIRouter()

OLD = timedelta(hours=1)
"""A volume measured longer ago than this gets the moment beside it: it may be emptier or fuller now."""


@dataclass(frozen=True, slots=True)
class Disks:
    """Everything the two lists show; `limits` are the percentages from which a volume is a warning, and urgent."""

    volumes: list[FullVolume]
    disks: list[DiskHealth]
    limits: Mapping[str, tuple[float, float]]


def _look(books: Books, desk: Desk) -> Disks:
    active = {one.device_id: one for one in books.devices.all() if one.state is DeviceState.ACTIVE}
    rule, overrides = desk.knows.rules.get("disk_full"), books.alerts.overrides()
    return Disks(
        volumes=fullest(books.batches.newest_frames("disk"), active),
        disks=health_of(books.facts.current("disk_health"), books.alerts.living(), active),
        limits={device_id: _limits(rule, device, overrides) for device_id, device in active.items()},
    )


def _limits(rule: AnyRule | None, device: Device, overrides: Sequence[LimitOverride]) -> tuple[float, float]:
    if rule is None:
        return 101.0, 101.0
    limits = limits_for(rule, device, overrides)
    return limits.warning_percent, limits.urgent_percent


def _where(device: Device) -> str:
    return f"{device.host} {device.site} {device.room}"


@router.get("/disks")
def show(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """Volumes by how full they are."""
    query = filters(request, "q", "page")
    found = desk.read(visitor, lambda books: _look(books, desk))
    leaf = leaf_of([one for one in found.volumes if has_words(query["q"], _where(one.device))], query["page"])
    over = sum(one.used_percent > found.limits[one.device.device_id][0] for one in found.volumes)
    return paper.page(
        request, visitor, "disks.html", found=found, leaf=leaf, query=query, over=over, old=visitor.now - OLD
    )


@router.get("/disks/health")
def health(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """Disks by how much they are at risk."""
    query = filters(request, "q", "state", "page")
    found = desk.read(visitor, lambda books: _look(books, desk))
    states = [(state, visitor.speech.say(word)) for state, word in labels.DISK_STATES.items()]
    bad = sum(one.state in {"failed", "risk"} for one in found.disks)
    leaf = leaf_of(_fitting(found.disks, query), query["page"])
    return paper.page(request, visitor, "disk_health.html", found=found, leaf=leaf, query=query, states=states, bad=bad)


@router.get("/disks.csv")
def export_volumes(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list of volumes as a file."""
    say, words = visitor.speech.gettext, filters(request, "q")["q"]
    columns = [
        say("Device"), say("Site"), say("Room"), say("Volume"), say("In use (%)"), say("Free (bytes)"),
        say("Size in bytes"), say("Measured"),
    ]  # fmt: skip
    rows = (
        (
            one.device.host, one.device.site, one.device.room, one.path, round(one.used_percent, 1), one.free,
            one.total, one.taken_at,
        )
        for one in desk.read(visitor, lambda books: _look(books, desk)).volumes
        if has_words(words, _where(one.device))
    )  # fmt: skip
    return csv_file(desk, visitor, say("volumes"), columns, rows)


@router.get("/disks/health.csv")
def export_health(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list of disks as a file."""
    say = visitor.speech.gettext
    columns = [
        say("Device"), say("Site"), say("Room"), say("Disk"), say("Model"), say("Kind"), say("State"), say("Why"),
        say("Size in bytes"), say("Hours in use"),
    ]  # fmt: skip
    found = desk.read(visitor, lambda books: _look(books, desk)).disks
    rows = (
        (
            one.device.host, one.device.site, one.device.room, one.name, one.model, one.kind,
            visitor.speech.say(labels.DISK_STATES[one.state]), _why(one, visitor), one.capacity, one.hours,
        )
        for one in _fitting(found, filters(request, "q", "state"))
    )  # fmt: skip
    return csv_file(desk, visitor, say("disks"), columns, rows)


def _fitting(disks: list[DiskHealth], query: Mapping[str, str]) -> list[DiskHealth]:
    return [
        one
        for one in disks
        if query["state"] in ("", one.state) and has_words(query["q"], f"{_where(one.device)} {one.model} {one.name}")
    ]


def _why(disk: DiskHealth, visitor: Visitor) -> str:
    return visitor.speech.say(disk.alert.finding.summary) if disk.alert else disk.reason
