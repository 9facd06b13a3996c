"""Back-ups of Schoolwacht itself: make one, and the newest. Putting one back needs a stopped collector."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from fastapi import APIRouter

from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.entrypoints.api.gate import Admin, SchoolReader
from schoolwacht_collector.entrypoints.api.models.school import BackupMade, NewBackup, OwnBackupAnswer
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.usecases.keep_backups import last_backup

router = APIRouter(prefix="/backups", tags=["collector"])


@router.get("/newest", operation_id="getNewestBackup", summary="The newest back-up of Schoolwacht itself")
def get_newest(given: Given, _: SchoolReader) -> OwnBackupAnswer:
    """When it was made, and what was wrong with a later try."""
    return OwnBackupAnswer.model_validate(asdict(given.ledger.read(last_backup)))


@router.post("", operation_id="makeBackup", summary="Make a back-up of Schoolwacht itself now")
def make_backup(new: NewBackup, given: Given, caller: Admin) -> BackupMade:
    """It is read back before it counts. Only the owner of the home may name a folder."""
    if given.own_backups is None:
        raise Problem("busy", "back-ups are made while the collector runs; start it with 'schoolwacht run'")
    if new.folder is not None and not caller.owner:
        raise Problem("forbidden", "only the owner of the home may name a folder; leave it out")
    if new.folder is not None and (not Path(new.folder).is_absolute() or not new.folder.isprintable()):
        raise Problem("impossible", "name the folder from the root on, such as /mnt/usb")
    made = given.own_backups.make(Path(new.folder) if new.folder is not None else None)
    deed = Deed(given.clock(), caller.name, "backup.make", "", made.file)
    given.write(caller, lambda books: books.audit.note(deed))
    return BackupMade(file=made.file, bytes=made.bytes, devices=made.devices)
