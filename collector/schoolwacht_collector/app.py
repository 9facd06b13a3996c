"""The composition root: READ THIS FIRST. Every part of the collector is made and wired here, and nowhere else.

    agents --gRPC--> grpc_ingest -> Recorder -> ledger (one transaction) -> ack
                     ticker: drain_inbox -> series store;  judge -> settle -> outbox -> deliver -> notifiers
    people --HTTP--> console;  command line --Unix socket--> api

`House` is the collector without its doors; the command line works in one when no collector runs. `serve` opens them.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import metadata, resources
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from schoolwacht_collector.adapters.authority import FileAuthority
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.series import OpenSeries, embedded, influxdb
from schoolwacht_collector.config import BadConfig, Config, addresses
from schoolwacht_collector.data import shipped_titles
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import parse_catalogue
from schoolwacht_collector.domain.vocabulary import Vocabulary
from schoolwacht_collector.entrypoints.agent_config import AgentConfigs
from schoolwacht_collector.entrypoints.api import create_api
from schoolwacht_collector.entrypoints.api.services import Services
from schoolwacht_collector.entrypoints.console.create import Knowledge, create_console
from schoolwacht_collector.entrypoints.doctor import Doctor
from schoolwacht_collector.entrypoints.grpc_ingest.callers import CallerInterceptor
from schoolwacht_collector.entrypoints.grpc_ingest.dictionaries import DictionaryShelf
from schoolwacht_collector.entrypoints.grpc_ingest.doors import TlsMaterial, door, open_agents_door, open_enrolment_door
from schoolwacht_collector.entrypoints.grpc_ingest.ingest import IngestServicer
from schoolwacht_collector.entrypoints.grpc_ingest.joining import EnrolmentServicer, IdentityServicer
from schoolwacht_collector.entrypoints.rounds import Rounds
from schoolwacht_collector.entrypoints.running import Part, claiming, running, threaded
from schoolwacht_collector.entrypoints.ticker import Job, Ticker
from schoolwacht_collector.entrypoints.web_server import WebServer, bind_tcp, bind_unix
from schoolwacht_collector.notifiers import NotifySettings, make_notifiers
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.school_calendar import flemish_calendar
from schoolwacht_collector.usecases.make_token import Reachable
from schoolwacht_collector.usecases.record_batch import Recorder
from schoolwacht_collector.usecases.write_letter import LetterWriter
from schoolwacht_collector.wording import wording_for


def utc_now() -> datetime:
    """The wall clock. Below this module the time is an argument, or this as a callable."""
    return datetime.now(UTC)


class House:
    """Everything that keeps and decides. Opening it takes the home's lock."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.ledger = SqlLedger(config.home / "ledger.db")
        with contextlib.ExitStack() as undo:
            undo.callback(self.ledger.close)
            self.series = _open_series(config)
            self.authority = FileAuthority(config.home / "pki")
            undo.pop_all()
        self.rules = {rule.name: rule for rule in load_rules()}
        self.notifiers = make_notifiers(NotifySettings(config.notify.urls))
        self.catalogue = parse_catalogue(shipped_titles())
        self.zone = ZoneInfo(config.time_zone)
        self.wording = wording_for(config.language, self.zone)
        self.interceptor = CallerInterceptor(self.ledger, time.monotonic)
        self.doctor = Doctor(config.home, self.ledger, self.series, len(config.notify.urls), self.set_aside)

    @property
    def console_url(self) -> str:
        """Where people find the console from this machine."""
        return f"http://{self.config.console.address}/"

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

    def api(self) -> FastAPI:
        """The interface behind the command line."""
        return create_api(
            Services(
                self.ledger, self.series, self.rules, self.catalogue, self.reachable(), self.console_url,
                utc_now, self.interceptor.forget, self.doctor.checks, self.wording.text,
            )
        )  # fmt: skip

    def knowledge(self) -> Knowledge:
        """What the console knows beside the stores."""
        return Knowledge(
            self.rules, self.catalogue, self.calendar, self.reachable(), self.zone, metadata.version("schoolwacht")
        )

    def calendar(self, day: date) -> SchoolCalendar:
        """The school's days around a day."""
        return flemish_calendar(day, zone=self.config.time_zone)

    def close(self) -> None:
        """Lets go of the files."""
        self.series.close()
        self.ledger.close()


@contextlib.contextmanager
def open_house(config: Config) -> Iterator[House]:
    """A house for the length of a block."""
    house = House(config)
    try:
        yield house
    finally:
        house.close()


async def serve(house: House, started: Callable[[], Awaitable[None]]) -> None:
    """Opens every door, and works for as long as `started` takes. Raises PortTaken."""
    config = house.config
    tls = TlsMaterial(*house.authority.door())
    vocabulary = _vocabulary()
    loop = asyncio.get_running_loop()
    recorder = Recorder(house.ledger, loop.create_future, loop.call_soon_threadsafe)
    ingest = IngestServicer(
        house.ledger, recorder, DictionaryShelf(house.ledger, vocabulary), vocabulary,
        AgentConfigs(config.agents.push_every_seconds).of, utc_now, time.monotonic,
    )  # fmt: skip
    console = create_console(
        house.ledger, house.series, house.knowledge(), utc_now,
        hosts=config.console.names, devices_changed=house.interceptor.forget,
    )  # fmt: skip
    identity = IdentityServicer(house.ledger, house.authority, utc_now)
    enrolment = EnrolmentServicer(house.ledger, house.authority, utc_now)
    ticker = Ticker(_jobs(house), utc_now)
    with claiming("[agents] push", config.agents.push):
        agents_door = open_agents_door(config.agents.push, tls, house.interceptor, ingest, identity)
    with claiming("[agents] enrol", config.agents.enrol):
        enrolment_door = open_enrolment_door(config.agents.enrol, tls, enrolment)
    with claiming("[console] address", config.console.address):
        pages = WebServer(console, bind_tcp(config.console.address))
    api = WebServer(house.api(), bind_unix(config.home / "api.sock"))
    async with running(
        [
            threaded("ticker", ticker.start, ticker.stop),
            door("enrolment", enrolment_door),
            door("agents", agents_door),
            Part("console", pages.start, pages.stop),
            Part("api", api.start, api.stop),
        ]
    ):
        gc.freeze()  # what was loaded stays for good; the collector need not look it over again and again
        await started()


def _jobs(house: House) -> list[Job]:
    """What happens again and again, and how often."""
    titles = {name: rule.title for name, rule in house.rules.items()}
    rounds = Rounds(
        house.ledger, house.series, tuple(house.rules.values()), house.catalogue,
        house.calendar, house.notifiers,
        LetterWriter(house.wording, titles, house.console_url), utc_now, getattr(house.series, "prune", None),
    )  # fmt: skip
    return [
        Job("drain", timedelta(seconds=1), rounds.drain),
        Job("judge", timedelta(seconds=house.config.judge_every_seconds), rounds.judge),
        Job("deliver", timedelta(seconds=5), rounds.deliver),
        Job("tidy", timedelta(hours=1), rounds.tidy),
    ]


def _open_series(config: Config) -> OpenSeries:
    if config.influxdb is None:
        return embedded(config.home / "series.db")
    influx = config.influxdb
    try:
        return influxdb(influx.url, influx.secret(), influx.org, influx.bucket)
    except ValueError as flaw:
        raise BadConfig(f"{config.home / 'collector.toml'}: influxdb.url: {flaw}") from flaw


def _vocabulary() -> Vocabulary:
    content = (resources.files("schoolwacht_protos.v1") / "vocabulary.json").read_text("utf-8")
    return Vocabulary.parse(json.loads(content))
