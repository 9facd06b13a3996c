"""The columns of table `backups`, once for the probe and the survey that both fill it.

Reports and watched files are looked at every minute in the agent itself, records of backup programs every hour in a
child. Their rows never share a key, because `source` is part of it. Plain data: readers know nothing of probes.
"""

from __future__ import annotations

TABLE = "backups"
ABOUT = "The outcome of every backup job that reported, whose files are watched, or whose program keeps a record."
KEY = ("job", "source")
COLUMNS: dict[str, tuple[str, str, str]] = {
    "job": ("text", "Name of the job, as the coordinator or the program named it, without paths and accounts.", ""),
    "source": (
        "text",
        "How it is known: `report` of a script, a look at `files`, or what was read, such as `duplicati`.",
        "",
    ),
    "result": (
        "text",
        "What the rules judge: `ok`, `failed` or `unknown`. A success with nothing in it has failed.",
        "",
    ),
    "last_try_ms": ("integer", "When the job last ended, or its newest file is from, UTC.", "ms"),
    "last_good_ms": (
        "integer",
        "When it last succeeded, as far as is known, UTC. Of a `borg_repository`: no later than this.",
        "ms",
    ),
    "every_seconds": ("integer", "How often it ought to succeed.", "s"),
    "size_bytes": ("integer", "Size of what the last run backed up, or of the newest file.", "By"),
    "files": ("integer", "Files that match, where files are watched.", "1"),
    "message": ("text", "What went wrong, without paths and accounts.", ""),
    "tool": ("text", "The backup program, for example restic.", ""),
    "outcome": (
        "text",
        "What the program said of the last run: `ok`, `warning`, `failed`, `empty`, `running` or `unknown`.",
        "",
    ),
    "every_from": (
        "text",
        "Where the rhythm is from: `told` by a person or a schedule, or `seen` from when the job ran.",
        "",
    ),
    "items": ("integer", "Files, volumes or machines in the last run.", "1"),
    "skipped": ("integer", "Of these, how many could not be read.", "1"),
    "versions": ("integer", "Versions that can be gone back to.", "1"),
    "target": ("text", "Where it goes: `local`, `usb`, `network`, `cloud` or `unknown`; never an address.", ""),
    "off_site": ("text", "Whether that is outside the school: `yes`, `no` or `unknown`.", ""),
    "last_verify_ms": ("integer", "When the backup was last checked whole and found sound, UTC.", "ms"),
    "last_restore_test_ms": ("integer", "When something was last restored from it with success, UTC.", "ms"),
}
"""Kind, meaning and unit of each."""
GAUGE_TAGS = ("job", "source")
GAUGES: dict[str, tuple[str, str]] = {
    "backup.ok": ("1", "1 when the last run of the job succeeded, else 0."),
    "backup.age_seconds": ("s", "Time since the job last succeeded, as far as this run knows."),
    "backup.size_bytes": ("By", "Size of the last backup or of the newest file."),
}
