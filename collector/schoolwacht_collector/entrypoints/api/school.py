"""The school as a whole: the overview, and the back-ups of its machines."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import AlertState, Severity
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.entrypoints.api.gate import Caller, Reader
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, add_list
from schoolwacht_collector.entrypoints.api.models.school import BackupLine, SchoolAnswer
from schoolwacht_collector.entrypoints.api.services import Given, Services
from schoolwacht_collector.entrypoints.console.views.backups import Backup, backups_of
from schoolwacht_collector.usecases.count_seats import count_seats

router = APIRouter(tags=["school"])

BackupState = Literal["failed", "late", "unknown", "ok"]


@router.get("/school", operation_id="getSchool", summary="The overview of today")
def get_school(given: Given, caller: Reader) -> SchoolAnswer:
    """What somebody wants to know in the morning."""
    return given.read(caller, lambda books: _overview(books, given, caller))


def _overview(books: Books, given: Services, caller: Caller) -> SchoolAnswer:
    everything = books.devices.all()
    active = {one.device_id: one for one in everything if one.state is DeviceState.ACTIVE}
    alerts = [alert for alert in books.alerts.living() if alert.state is AlertState.OPEN]
    worst = Counter(alert.finding.severity for alert in alerts)
    midnight, today = given.midnight(), given.today()
    backups = backups_of(books.facts.current("backups"), active, given.clock())
    short = None if caller.site else sum(one.short > 0 for one in count_seats(books, given.catalogue, today))
    return SchoolAnswer(
        devices=len(active),
        seen_today=sum(one.last_seen is not None and one.last_seen >= midnight for one in active.values()),
        waiting=sum(one.state is DeviceState.PENDING for one in everything),
        sites=len({one.site for one in active.values()}),
        rooms=len({(one.site, one.room) for one in active.values()}),
        urgent=worst[Severity.URGENT],
        warnings=worst[Severity.WARNING],
        notices=worst[Severity.NOTICE],
        unseen_alerts=sum(not alert.acknowledged_by for alert in alerts),
        failed_backups=sum(one.state in {"failed", "late"} for one in backups),
        short_titles=short,
        newest=max((one.last_seen for one in active.values() if one.last_seen), default=None),
        school_day=given.calendar(today).is_school_day(today) if given.calendar else None,
    )


@add_list(router, "/backup-jobs", BackupLine, "listBackupJobs", "The back-up jobs of the machines")
def list_backup_jobs(
    given: Given,
    caller: Reader,
    wanted: AsWanted,
    state: Annotated[BackupState | None, Query(description="Only jobs in this state.")] = None,
) -> Response:
    """By job and host, each with its last good run."""

    def work(books: Books) -> Cut[BackupLine]:
        active = {one.device_id: one for one in books.devices.all() if one.state is DeviceState.ACTIVE}
        jobs = backups_of(books.facts.current("backups"), active, given.clock())
        found = [one for one in jobs if state in {None, one.state}]
        return wanted.cut(found, lambda one: (one.job.casefold(), one.job, one.device.host, one.device.device_id)).of(
            _job
        )

    columns = ("job", "host", "site", "room", "state", "last_good", "last_try", "size_bytes", "message")
    return wanted.answer(given.read(caller, work), "backup-jobs", columns)


def _job(one: Backup) -> BackupLine:
    return BackupLine(
        job=one.job,
        device_id=one.device.device_id,
        host=one.device.host,
        site=one.device.site,
        room=one.device.room,
        state=one.state,
        last_good=one.last_good,
        last_try=one.last_try,
        size_bytes=one.size,
        message=one.message,
    )
