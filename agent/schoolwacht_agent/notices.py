"""Events that the agent makes about itself, wherever in it they happen."""

from __future__ import annotations

from schoolwacht_agent.probe import EventKind

SPOOL_DROPPED = EventKind(
    "spool_dropped",
    "Measurements were thrown away before they could be sent: the spool was full, too old, or the disk was.",
    {
        "from_ms": "Moment of the first measurement that is lost, milliseconds since 1970.",
        "to_ms": "Moment of the last one.",
        "samples": "How many numbers were lost.",
        "batches": "How many batches they were in.",
        "reason": "full, old, disk (it was full or failing), or damaged.",
    },
)
SPOOL_SET_ASIDE = EventKind(
    "spool_set_aside",
    "The spool could not be read, was set aside, and a new one was begun; what waited in it is lost.",
    {"file": "Name it was given in the agent's home.", "reason": "What was wrong, as SQLite says it."},
)
CLOCK_JUMPED = EventKind(
    "clock_jumped",
    "Somebody set this machine's clock while the agent ran.",
    {"seconds": "How far; negative is backwards."},
)
BACKUP_REPORT = EventKind(
    "backup_report",
    "A script reported how a backup went. The table `backups` has the last report only; this is each of them.",
    {"job": "Name of the job.", "result": "ok or failed.", "finished_ms": "When it ended, milliseconds since 1970."},
)
NOTICES = (BACKUP_REPORT, SPOOL_DROPPED, SPOOL_SET_ASIDE, CLOCK_JUMPED)
