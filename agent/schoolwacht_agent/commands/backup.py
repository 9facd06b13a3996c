"""`backup report|check|forget`: scripts tell how a backup went; the agent sends it on, running now or not."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from schoolwacht_agent import amounts, drop_folder
from schoolwacht_agent.commands.words import OK, PROBLEMS, Voice
from schoolwacht_agent.config import SYSTEM_HOME, Config
from schoolwacht_agent.drop_folder import Dropped, Forget
from schoolwacht_agent.probe import BackupReport


def main(config: Config, flags: argparse.Namespace, voice: Voice, _stop: Event) -> int:
    """Does one of the three."""
    if flags.action == "check":
        return _check(config, voice)
    dropped = Forget(drop_folder.check_job(flags.job)) if flags.action == "forget" else _report(flags)
    path = _leave(_folder(config), dropped)
    if voice.as_json:
        voice.data({"job": dropped.job, "file": path})
    else:
        voice.tell("report_taken")
    return OK


def _report(flags: argparse.Namespace) -> BackupReport:
    return BackupReport(
        job=drop_folder.check_job(flags.job),
        succeeded=flags.ok,
        finished_at=datetime.now(UTC),
        every=amounts.duration(flags.every) if flags.every else None,
        size_bytes=amounts.size(flags.size) if flags.size else None,
        message=flags.message,
    )


def _folder(config: Config) -> Path:
    """The folder of this machine's agent: the one that was named, else the service's, else one's own."""
    services = SYSTEM_HOME / "drop"
    if not {"home", "drop_folder"} & config.origins.keys() and os.access(services, os.W_OK):
        return services
    return config.settings.drop_folder


def _leave(folder: Path, dropped: Dropped) -> Path:
    try:
        if not folder.exists():
            drop_folder.prepare(folder)
        return drop_folder.drop(folder, dropped)
    except PermissionError as error:
        raise PermissionError(
            f"cannot write in {folder}; run this as the agent's user or join the group {drop_folder.GROUP}"
        ) from error


def _check(config: Config, voice: Voice) -> int:
    """What the agent will tell of the watched files."""
    from schoolwacht_agent import probes
    from schoolwacht_agent.looking import look
    from schoolwacht_agent.probe import Row, Surroundings

    checks = config.settings.backup_check
    if not checks:
        voice.tell("no_checks")
        return OK
    seen = look(probes.load()["backups"], Surroundings(datetime.now(UTC), config.settings.home, checks))
    found = [dict(one.cells) for one in seen.found or () if isinstance(one, Row)]
    if voice.as_json:
        voice.data(found)
    else:
        voice.table([(str(row["job"]), f"{row['result']} {row['message'] or ''}".rstrip()) for row in found])
    return OK if found and all(row["result"] == "ok" for row in found) else PROBLEMS
