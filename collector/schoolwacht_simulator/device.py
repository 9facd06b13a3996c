"""One machine of the simulated school: what it is, when it is on, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from schoolwacht_simulator.backups import Job
from schoolwacht_simulator.days import Timetable
from schoolwacht_simulator.machines import Machine
from schoolwacht_simulator.programs import Program


@dataclass(frozen=True, slots=True)
class Ailments:
    """What was planted on a machine; a healthy one has none. Moments are milliseconds since 1970."""

    clock_behind_ms: int = 0
    memory_short_ms: int | None = None
    disk_fails_ms: int | None = None
    updates_stuck_ms: int | None = None
    reboot_since_ms: int | None = None
    loses_ms: int | None = None
    scanner_off_ms: int | None = None
    raid_degraded_ms: int | None = None
    crashed_ms: tuple[int, ...] = ()
    """When its system crashed."""
    cut_off: tuple[tuple[int, int], ...] = ()
    """When it is on but its network is dead."""
    jobs: tuple[Job, ...] = ()
    """Backup jobs, healthy and not."""


@dataclass(frozen=True, slots=True)
class SimulatedDevice:
    """A machine with a name that no other has. `copy_of` is the key of the machine whose disk it is a copy of."""

    key: str
    host: str
    site: str
    room: str
    device_class: str
    machine: Machine
    programs: tuple[Program, ...]
    timetable: Timetable
    seed: int
    phase_ms: int
    begins_ms: int
    agent_version: str
    ailments: Ailments = Ailments()
    forgets: bool = False
    """Whether its disk is put back as it was at every start, the agent's spool included."""
    copy_of: str = ""
    appears_ms: int = 0

    @property
    def cut_off_at(self) -> tuple[tuple[int, int], ...]:
        """When it cannot reach anybody."""
        return self.ailments.cut_off

    def is_cut_off(self, now_ms: int) -> bool:
        """Whether its network is dead at this moment."""
        return any(begin <= now_ms < until for begin, until in self.ailments.cut_off)
