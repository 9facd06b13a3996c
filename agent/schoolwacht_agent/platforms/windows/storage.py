r"""How disks are by Windows' own account, for where smartctl is not: root\Microsoft\Windows\Storage and root\wmi.

Windows calls every disk healthy from which it has heard nothing, so that word counts only on buses on which a disk
speaks of its health. MSFT_PhysicalDisk answers from what Windows remembers; counters and predictions are asked of the
disks themselves, and could wake them, so they are asked only where none has turning platters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows import drives, wmi
from schoolwacht_agent.platforms.windows.wmi_value import (
    Row,
    flag_of,
    line_of,
    number_of,
    numbers_of,
    told_of,
)

COUNTERS = ("DeviceId", "Temperature", "Wear", "PowerOnHours", "ReadErrorsUncorrected", "WriteErrorsUncorrected")
POOL = ("UniqueId", "IsPrimordial", "HealthStatus", "OperationalStatus", "IsReadOnly", "Size", "AllocatedSize")
VIRTUAL = ("UniqueId", "HealthStatus", "OperationalStatus", "ResiliencySettingName", "Size")
PREDICTED = ("InstanceName", "PredictFailure", "Active")
_HEALTH = {0: "passed", 1: "warning", 2: "failed"}
_SPEAKING = frozenset({"sata", "ata", "ide", "nvme", "sas", "scsi", "ufs"})
_PREDICTIVE = 5  # OperationalStatus: "Predictive Failure"
_FAILED_STATES = frozenset({5, 6, 7, 12, 13})  # predictive failure, error, non-recoverable error, no contact, lost link
_HOTTEST = 120
_MOST_HOURS = 24 * 366 * 60
_WHOLE = 100
_SUFFIX = re.compile(r"_\d+$")
Ask = Callable[[str, Sequence[str], str], list[Row]]


@dataclass(frozen=True, slots=True)
class DiskState:
    """One disk by Windows' own account."""

    name: str
    """PhysicalDrive0."""
    verdict: str
    """passed, warning, failed or unknown."""
    reason: str | None
    """predicted, error, not_supported, not_told."""
    model: str | None = None
    serial: str | None = None
    kind: str = "unknown"
    """hdd, ssd, nvme or unknown."""
    capacity: int | None = None
    temperature: int | None = None
    wear: int | None = None
    """Percent of its life that is used up."""
    hours: int | None = None
    read_errors: int | None = None
    """Not corrected."""
    write_errors: int | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A pool of Storage Spaces, or a volume in one."""

    kind: str
    """pool or volume."""
    identity: str
    """What Windows calls it; the name that people gave it is not read."""
    state: str
    """ok, degraded, failed or unknown."""
    level: str | None = None
    """Simple, Mirror, Parity; of a volume."""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class WindowsStorage:
    """One look; None: it could not be told, and `unknown` holds the code of why."""

    disks: tuple[DiskState, ...] | None = None
    spaces: tuple[Space, ...] | None = None
    unknown: Mapping[str, str] = field(default_factory=dict)


def disk_state(row: Row, counters: Row | None = None, *, predicted: bool | None = None) -> DiskState | None:
    """One disk out of MSFT_PhysicalDisk; None for what is no disk."""
    disk = drives.drive({}, row)
    if disk is None:
        return None
    verdict, reason = _verdict(row, disk.bus, predicted)
    counters = counters or {}
    return DiskState(
        name=disk.name,
        verdict=verdict,
        reason=reason,
        model=disk.model,
        serial=disk.serial,
        kind="nvme" if disk.bus == "nvme" else {True: "hdd", False: "ssd", None: "unknown"}[disk.rotational],
        capacity=disk.size,
        temperature=_upto(counters, "Temperature", _HOTTEST) or None,
        wear=_upto(counters, "Wear", _WHOLE),
        hours=_upto(counters, "PowerOnHours", _MOST_HOURS),
        read_errors=number_of(counters, "ReadErrorsUncorrected"),
        write_errors=number_of(counters, "WriteErrorsUncorrected"),
    )


def _verdict(row: Row, bus: str | None, predicted: bool | None) -> tuple[str, str | None]:  # noqa: FBT001 - yes, no or unknown
    states = set(numbers_of(row, "OperationalStatus"))
    health = _HEALTH.get(_told(row, "HealthStatus"), "unknown")
    if predicted or _PREDICTIVE in states:
        return "failed", "predicted"
    if health in {"failed", "warning"} or states & _FAILED_STATES:
        return ("failed" if health != "warning" else health), "error"
    if health == "unknown":
        return "unknown", "not_told"
    return (health, None) if bus in _SPEAKING or predicted is False else ("unknown", "not_supported")


def disk_states(
    physical: Iterable[Row],
    counters: Iterable[Row] = (),
    drive_rows: Iterable[Row] = (),
    predictions: Iterable[Row] = (),
) -> tuple[DiskState, ...]:
    """Every disk with its counters, and with the prediction of its driver where there is one."""
    counted = {line_of(row, "DeviceId"): row for row in counters}
    devices = {drives.index_of(row): line_of(row, "PNPDeviceID").casefold() for row in drive_rows}
    warned = {
        _SUFFIX.sub("", line_of(row, "InstanceName").casefold()): flag_of(row, "PredictFailure") for row in predictions
    }
    found = []
    for row in physical:
        number = number_of(row, "DeviceId")
        predicted = warned.get(devices.get(number, "")) if number is not None else None
        if one := disk_state(row, counted.get(line_of(row, "DeviceId")), predicted=predicted):
            found.append(one)
    return tuple(found)


def space(row: Row, kind: str) -> Space | None:
    """One pool or volume; None for the pool of disks that are in no pool."""
    identity = told_of(row, "UniqueId")
    if identity is None or flag_of(row, "IsPrimordial") is True:
        return None
    health = {0: "ok", 1: "degraded", 2: "failed"}.get(_told(row, "HealthStatus"), "unknown")
    return Space(
        kind=kind,
        identity=identity[:100],
        state=health,
        level=told_of(row, "ResiliencySettingName"),
        size=number_of(row, "Size"),
    )


def spaces(pools: Iterable[Row], volumes: Iterable[Row]) -> tuple[Space, ...]:
    """Every pool and every volume in one."""
    found = [space(row, "pool") for row in pools] + [space(row, "volume") for row in volumes]
    return tuple(one for one in found if one)


def _told(row: Row, name: str) -> int:
    number = number_of(row, name)
    return -1 if number is None else number


def _upto(row: Row, name: str, most: int) -> int | None:
    number = number_of(row, name)
    return number if number is not None and number <= most else None


def gather(ask: Ask) -> WindowsStorage:
    """Everything, out of whatever answers."""
    unknown: dict[str, str] = {}

    def rows(part: str, wmi_class: str, columns: Sequence[str], namespace: str = wmi.STORAGE) -> list[Row] | None:
        try:
            return ask(wmi_class, columns, namespace)
        except NoAnswer as nothing:
            unknown[part] = str(nothing)
            return None

    physical = rows("disks", "MSFT_PhysicalDisk", drives.PHYSICAL)
    pools = rows("spaces", "MSFT_StoragePool", POOL)
    disks = None
    if physical is not None and any(drives.rotational(row) is not False for row in physical):
        disks = disk_states(physical)
    elif physical is not None:
        disks = disk_states(
            physical,
            rows("counters", "MSFT_StorageReliabilityCounter", COUNTERS) or (),
            rows("drives", "Win32_DiskDrive", drives.COLUMNS, wmi.CIMV2) or (),
            rows("predictions", "MSStorageDriver_FailurePredictStatus", PREDICTED, wmi.DRIVERS) or (),
        )
    volumes = rows("volumes", "MSFT_VirtualDisk", VIRTUAL)
    return WindowsStorage(disks, None if pools is None else spaces(pools, volumes or ()), unknown)


def look() -> WindowsStorage:
    """How the disks of this machine are."""
    return gather(lambda name, columns, namespace: list(wmi.rows(name, columns, namespace)))
