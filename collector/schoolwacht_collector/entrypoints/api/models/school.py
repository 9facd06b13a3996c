"""The school as a whole: the overview, back-ups, series, settings, and how the collector itself is."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from schoolwacht_collector.entrypoints.api.models.answer import Answer, Asked


class SchoolAnswer(Answer):
    """What somebody wants to know in the morning."""

    devices: int = Field(description="Devices in use.", examples=[212])
    seen_today: int = Field(examples=[180])
    waiting: int = Field(description="Machines that wait for approval.", examples=[1])
    sites: int = Field(examples=[3])
    rooms: int = Field(examples=[24])
    urgent: int = Field(description="Open alerts for which somebody must act today.", examples=[2])
    warnings: int = Field(description="Open alerts for this week.", examples=[7])
    notices: int = Field(description="Open alerts for when it suits.", examples=[3])
    unseen_alerts: int = Field(description="Open alerts that nobody has acknowledged.", examples=[4])
    failed_backups: int = Field(description="Back-up jobs that failed or are late.", examples=[1])
    short_titles: int | None = Field(
        description="Titles with too few licences; null for a token of one site.", examples=[1]
    )
    newest: datetime | None = Field(description="When a machine was last heard.")
    school_day: bool | None = Field(description="Whether there are lessons today; null when the calendar is unknown.")


class BackupLine(Answer):
    """A back-up job of a machine."""

    job: str = Field(examples=["boekhouding"])
    device_id: str
    host: str = Field(examples=["srv-admin"])
    site: str = Field(examples=["Hoofdgebouw"])
    room: str = Field(examples=["Serverlokaal"])
    state: str = Field(description="failed, late, unknown or ok.", examples=["ok"])
    last_good: datetime | None = Field(description="When it last succeeded.")
    last_try: datetime | None = Field(description="When it last ran.")
    size_bytes: float | None = Field(examples=[41000000000])
    message: str = Field(description="What the job said.", examples=["netwerkmap niet gevonden"])


class SeriesAnswer(Answer):
    """The values of one metric of one device and tag set."""

    device_id: str
    metric: str = Field(examples=["disk.used_percent"])
    tags: dict[str, str] = Field(examples=[{"path": "/home"}])
    points: list[tuple[datetime, int | float]] = Field(
        description="Moment and value, oldest first.", examples=[[["2026-11-23T08:00:00Z", 71.4]]]
    )


class PointLine(Answer):
    """One point of a series, as a line of a file."""

    at: datetime
    device_id: str
    metric: str
    tags: dict[str, str]
    value: int | float


class SettingLine(Answer):
    """A setting as it works now."""

    name: str = Field(description="section.key, as in collector.toml.", examples=["school.name"])
    value: str = Field(description="A list has one item a line; secrets are masked.", examples=["Sint-Jan"])
    fixed_by: str = Field(description="What keeps it from being changed here, if anything.", examples=[""])


class NewSetting(Asked):
    """A setting that is to be otherwise."""

    name: str = Field(max_length=64, pattern=r"^([a-z_]{1,32}\.)?[a-z_]{1,32}$", examples=["school.name"])
    value: str = Field(max_length=4_000, description="A list has one item a line.", examples=["Sint-Jan"])


class NewBackup(Asked):
    """Where a back-up of Schoolwacht itself goes."""

    folder: str | None = Field(
        default=None,
        max_length=1_000,
        description="A folder on the collector's machine, for its owner only; else the one of collector.toml.",
        examples=[None],
    )


class BackupMade(Answer):
    """A back-up of Schoolwacht itself, written and read back."""

    file: str = Field(examples=["/var/backups/schoolwacht/schoolwacht-20261123-0230.swb"])
    bytes: int = Field(examples=[48211004])
    devices: int = Field(description="How many devices are in it.", examples=[212])


class OwnBackupAnswer(Answer):
    """The newest back-up of Schoolwacht itself."""

    good_at: datetime | None = Field(description="When the newest good one was made; null while there is none.")
    file: str = Field(examples=["/var/backups/schoolwacht/schoolwacht-20261123-0230.swb"])
    bytes: int = Field(examples=[48211004])
    tried_at: datetime | None = Field(description="When one was last tried.")
    trouble: str = Field(description="Why that failed; empty when it did not.", examples=[""])


class CheckAnswer(Answer):
    """One thing the doctor looked at."""

    name: str = Field(examples=["disk"])
    state: str = Field(description="ok, warning or bad.", examples=["ok"])
    detail: str = Field(examples=["41.2 GB free"])
    remedy: str = Field(description="What to do; empty when all is well.", examples=[""])


class StatusAnswer(Answer):
    """The counts a person would ask for first."""

    devices: int = Field(examples=[212])
    open_alerts: int = Field(examples=[12])
    inbox: int = Field(description="Entries that wait for the series store.", examples=[0])
    quarantined: int = Field(description="Entries that can never be stored, up to 1000.", examples=[0])
