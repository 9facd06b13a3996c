"""The house: everything that keeps and decides, made and wired in one place. Its doors are opened by `app`.

The command line works in a house of its own when no collector runs; opening one takes the home's lock.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from schoolwacht_collector.adapters.authority import FileAuthority
from schoolwacht_collector.adapters.console_certificate import ConsoleCertificates
from schoolwacht_collector.adapters.key_files import BrokenAuthority, load_certificate
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.config import Config, addresses
from schoolwacht_collector.config.addresses import console_names, console_url
from schoolwacht_collector.config.settings import differences
from schoolwacht_collector.config.settings_file import FileSettings
from schoolwacht_collector.data import shipped_titles
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.collector_state import OwnCertificate
from schoolwacht_collector.domain.licence_matching import parse_catalogue
from schoolwacht_collector.entrypoints.api import create_api
from schoolwacht_collector.entrypoints.api.gate import Gate
from schoolwacht_collector.entrypoints.api.services import Services
from schoolwacht_collector.entrypoints.console.knowledge import Knowledge
from schoolwacht_collector.entrypoints.doctor import Doctor, Premises
from schoolwacht_collector.entrypoints.grpc_ingest.callers import CallerInterceptor
from schoolwacht_collector.entrypoints.https import Files, FreshTls
from schoolwacht_collector.entrypoints.own_backups import BackupPlan, OwnBackups
from schoolwacht_collector.entrypoints.own_state import OwnState, note_beginning
from schoolwacht_collector.entrypoints.rounds import Rounds
from schoolwacht_collector.entrypoints.second_process.judge import JudgedElsewhere
from schoolwacht_collector.entrypoints.second_process.keeper import SecondProcess
from schoolwacht_collector.entrypoints.ticker import Job, Ticker
from schoolwacht_collector.entrypoints.vitals import Vitals
from schoolwacht_collector.furnishing import open_series, second_setting, send_test
from schoolwacht_collector.notifiers import NotifySettings, make_notifiers
from schoolwacht_collector.reports.csv_table import csv_bytes
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.school_calendar import flemish_calendar
from schoolwacht_collector.usecases.judge_all import LONGEST_GAP
from schoolwacht_collector.usecases.keep_backups import last_backup
from schoolwacht_collector.usecases.make_token import Reachable
from schoolwacht_collector.usecases.measure_use import measured_classes
from schoolwacht_collector.usecases.write_letter import LetterWriter
from schoolwacht_collector.wording import wording_for

_TAKEN_UP = frozenset({"school.name", "school.days_off", "notify.urls", "agents.move_to", "backup.at", "backup.keep"})
"""Settings that count at once when they are changed while we run."""
LONGEST_BACKUP = 7200.0
"""Seconds after which a back-up is given up."""


def utc_now() -> datetime:
    """The wall clock. Below the composition roots the time is an argument, or this as a callable."""
    return datetime.now(UTC)


class House:
    """Everything but the doors.

    `clock` says what time it is for everything inside; only a played school, which has `progress`, has another one
    than the wall clock.
    """

    def __init__(
        self,
        config: Config,
        clock: Callable[[], datetime] = utc_now,
        *,
        wall: Callable[[], datetime] = utc_now,
        progress: Callable[[], tuple[int, int] | None] | None = None,
    ) -> None:
        self.config = config
        self.clock = clock
        self._wall = wall
        self._progress = progress
        self.version = metadata.version("schoolwacht")
        self.ledger = SqlLedger(config.home / "ledger.db")
        with contextlib.ExitStack() as undo:
            undo.callback(self.ledger.close)
            self.series = open_series(config)
            self.authority = FileAuthority(config.home / "pki")
            self.console_certificates = ConsoleCertificates(config.home / "pki")
            undo.pop_all()
        self.rules = {rule.name: rule for rule in load_rules()}
        self.notifiers = make_notifiers(NotifySettings(config.notify.urls))
        self.catalogue = parse_catalogue(shipped_titles())
        self.zone = ZoneInfo(config.time_zone)
        self.wording = wording_for(config.language, self.zone)
        self.interceptor = CallerInterceptor(self.ledger, time.monotonic)
        self.vitals = Vitals(self.ledger, self.series, clock, time.monotonic, lambda books: last_backup(books).good_at)
        self.second = SecondProcess("schoolwacht_collector.second", second_setting(config, self.version))
        self.backups = OwnBackups(self.ledger, self._ask_apart, self.backup_plan, clock, self.zone)
        self.settings = FileSettings(config.home, send_test, self.take_up)
        self.doctor = Doctor(
            config.home, self.ledger, self.series, lambda: len(self.config.notify.urls), self.set_aside,
            premises=Premises(config.doors(), self.notifiers, self.certificate_ends, self._flaws_of_keys, self.vitals),
            clock=clock,
        )  # fmt: skip
        self.tls: FreshTls | None = None
        """What the https door of the console shows, once it is open."""
        self.ledger.write(lambda books: note_beginning(books, clock()))
        self.measured = self.ledger.read(measured_classes)
        """Of which classes of devices it is counted which paid titles run."""

    @property
    def console_url(self) -> str:
        """Where people find the console."""
        return console_url(self.config)

    def set_aside(self) -> list[Path]:
        """Damaged files that were set aside since the start."""
        series: Sequence[Path] = getattr(self.series, "set_aside", ())
        return [*([self.ledger.set_aside] if self.ledger.set_aside else []), *series]

    def reachable(self) -> Reachable:
        """Where machines find us, and how they know that it is us."""
        agents = self.config.agents
        return Reachable(
            addresses(agents.enrol, agents.advertise),
            addresses(agents.push, agents.advertise),
            self.authority.server_ca(),
        )

    def devices_changed(self) -> None:
        """Somebody changed devices, or what is asked of them: what was remembered of that is read anew."""
        self.interceptor.forget()
        self.measured = self.ledger.read(measured_classes)

    def push_addresses(self) -> list[str]:
        """Where agents find us now, and after a move that was announced."""
        return [*self.reachable().push, *self.config.agents.move_to]

    def certificate_ends(self) -> Mapping[str, datetime]:
        """When the certificates of our own doors end."""
        console = self._console_ends() if self.config.console.https else None
        return {**self.authority.ends(), **({"console": console} if console else {})}

    def console_files(self) -> Files:
        """Certificate and key of the console's https door: the given ones, else ours, renewed when it is time."""
        given = self.config.given_certificate()
        if given is not None:
            return Files(*given)
        both = self.console_certificates.file_for(console_names(self.config), self._wall())
        return Files(both, both)

    def backup_plan(self) -> BackupPlan:
        """Where and when back-ups are made."""
        return BackupPlan(self.config.backup_folder(), self.config.backup.at, self.config.backup.keep)

    def take_up(self, new: Config) -> list[str]:
        """Takes up a changed configuration as far as that goes while we run; gives what waits for a restart."""
        changed = differences(self.config, new)
        if "notify.urls" in changed:
            fresh = make_notifiers(NotifySettings(new.notify.urls))
            self.notifiers.update(fresh)  # never empty meanwhile: a round of judging may look at any moment
            for gone in self.notifiers.keys() - fresh.keys():
                del self.notifiers[gone]
        agents = self.config.agents.model_copy(update={"move_to": new.agents.move_to})
        backup = self.config.backup.model_copy(update={"at": new.backup.at, "keep": new.backup.keep})
        kept = {"school": new.school, "notify": new.notify, "agents": agents, "backup": backup}
        self.config = self.config.model_copy(update=kept)
        return [name for name in changed if name not in _TAKEN_UP]

    def api(self, gate: Gate | None = None) -> FastAPI:
        """The interface: the owner's, behind the command line, or behind a gate on the network."""
        return create_api(
            Services(
                ledger=self.ledger, series=self.series, rules=self.rules, catalogue=self.catalogue,
                reachable=self.reachable(), console_url=self.console_url, clock=self.clock,
                devices_changed=self.devices_changed, checks=self.doctor.checks, render=self.wording.text,
                language=self.config.language, zone=self.zone, csv=csv_bytes, calendar=self.calendar,
                settings=self.settings, own_backups=self.backups,
            ),
            gate,
        )  # fmt: skip

    def knowledge(self) -> Knowledge:
        """What the console knows beside the stores."""
        return Knowledge(
            self.rules, self.catalogue, self.calendar, self.reachable(), self.zone, self.version,
            csv=csv_bytes, settings=self.settings, make_backup=self.backups.make,
            simulated=self._progress is not None, progress=self._progress or _nothing_plays,
            session_clock=self._wall,
        )  # fmt: skip

    def calendar(self, day: date) -> SchoolCalendar:
        """The school's days around a day."""
        return flemish_calendar(day, zone=self.config.time_zone, own_days_off=self.config.school.days_off)

    def rounds(self, longest_gap: timedelta = LONGEST_GAP) -> Rounds:
        """What happens again and again. A played school ticks in long steps, so its gaps are long too."""
        titles = {name: rule.title for name, rule in self.rules.items()}
        return Rounds(
            self.ledger, self.series,
            JudgedElsewhere(self.second.ask, self.rules, lambda: self.config.school.days_off),
            self.notifiers, LetterWriter(self.wording, titles, self.console_url), self.clock,
            OwnState(self.ledger, self.config.home, self._errors, self._own_certificates),
            self._roll, getattr(self.series, "prune", None), longest_gap,
        )  # fmt: skip

    def jobs(self) -> list[Job]:
        """The rounds, and how often each comes."""
        rounds, config = self.rounds(), self.config
        return [
            Job("drain", timedelta(seconds=1), rounds.drain),
            Job("judge", timedelta(seconds=config.judge_every_seconds), rounds.judge),
            Job("deliver", timedelta(seconds=5), rounds.deliver),
            Job("roll", timedelta(minutes=5), rounds.roll),
            Job("backup", timedelta(minutes=10), self.backups.make_if_due, patience=timedelta(hours=2)),
            Job("tidy", timedelta(hours=1), rounds.tidy),
        ]

    @contextlib.asynccontextmanager
    async def ticking(self) -> AsyncIterator[Ticker]:
        """A running ticker for the length of a block."""
        import asyncio

        ticker = Ticker(self.jobs(), self.clock)
        self.vitals.run_by(ticker, self.vitals.batches)
        await asyncio.to_thread(ticker.start)
        try:
            yield ticker
        finally:
            await asyncio.to_thread(ticker.stop)

    def close(self) -> None:
        """Lets go of the files."""
        self.second.close()
        self.series.close()
        self.ledger.close()

    def _roll(self, now: datetime) -> int:
        rolled: int = self.second.ask({"do": "roll", "now": now.isoformat()})["rolled"]
        return rolled

    def _ask_apart(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """In a process of its own: a large back-up takes minutes, and judging does not wait for it."""
        setting = second_setting(self.config, self.version)
        helper = SecondProcess("schoolwacht_collector.second", setting, patience=LONGEST_BACKUP)
        with contextlib.closing(helper):
            return helper.ask(request)

    def _errors(self) -> Mapping[str, str]:
        return self.vitals.ticker.last_error if self.vitals.ticker is not None else {}

    def _own_certificates(self) -> tuple[OwnCertificate, ...]:
        return tuple(OwnCertificate(name, ends) for name, ends in self.certificate_ends().items())

    def _console_ends(self) -> datetime | None:
        given = self.config.given_certificate()
        try:
            return load_certificate(given[0]).not_valid_after_utc if given else self.console_certificates.ends()
        except BrokenAuthority:
            return None  # that it cannot be read is told by the door that uses it

    def _flaws_of_keys(self) -> Sequence[str]:
        flaws = [self.tls.trouble] if self.tls is not None and self.tls.trouble else []
        try:
            self.authority.check()
        except BrokenAuthority as flaw:
            flaws.append(str(flaw))
        return flaws


@contextlib.contextmanager
def open_house(
    config: Config,
    clock: Callable[[], datetime] = utc_now,
    *,
    wall: Callable[[], datetime] = utc_now,
    progress: Callable[[], tuple[int, int] | None] | None = None,
) -> Iterator[House]:
    """A house for the length of a block."""
    house = House(config, clock, wall=wall, progress=progress)
    try:
        yield house
    finally:
        house.close()


def _nothing_plays() -> None:
    return None
