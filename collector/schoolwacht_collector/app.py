"""The composition root: READ THIS FIRST. Opens the doors of a `House`, in which every other part is made and wired.

agents --gRPC--> grpc_ingest -> Recorder -> ledger (one transaction) -> ack
                 ticker: drain_inbox -> series store;  judge (second process) -> settle -> outbox -> deliver
people --HTTP(S)--> console, api with a token;  command line --Unix socket--> api
"""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Awaitable, Callable
from importlib import resources

from starlette.types import ASGIApp

from schoolwacht_collector.config.addresses import console_hosts
from schoolwacht_collector.domain.vocabulary import Vocabulary
from schoolwacht_collector.entrypoints.agent_config import AgentConfigs
from schoolwacht_collector.entrypoints.api.beside import Beside
from schoolwacht_collector.entrypoints.api.gate import BearerGate
from schoolwacht_collector.entrypoints.console.create import create_console
from schoolwacht_collector.entrypoints.counted_ingest import CountedIngest
from schoolwacht_collector.entrypoints.grpc_ingest.dictionaries import DictionaryShelf
from schoolwacht_collector.entrypoints.grpc_ingest.doors import TlsMaterial, door, open_agents_door, open_enrolment_door
from schoolwacht_collector.entrypoints.grpc_ingest.joining import EnrolmentServicer, IdentityServicer
from schoolwacht_collector.entrypoints.https import FreshTls, with_hsts
from schoolwacht_collector.entrypoints.machine_routes import by_token, machine_routes
from schoolwacht_collector.entrypoints.metrics_page import MetricsPage
from schoolwacht_collector.entrypoints.running import Part, claiming, repeated, running, threaded
from schoolwacht_collector.entrypoints.ticker import Ticker
from schoolwacht_collector.entrypoints.web_server import WebServer, bind_tcp, bind_unix
from schoolwacht_collector.house import House, open_house, utc_now
from schoolwacht_collector.usecases.record_batch import Recorder

__all__ = ["House", "open_house", "serve", "utc_now"]

CERTIFICATE_LOOK = 60.0
"""Seconds between two looks whether the console's certificate was replaced or has to be renewed."""


async def serve(house: House, started: Callable[[], Awaitable[None]], *, ticking: bool = True) -> None:
    """Opens every door, and works for as long as `started` takes. Raises PortTaken.

    Without `ticking` nothing happens by itself: a played school drains and judges step by step.
    """
    parts: list[Part] = []
    ingest = _ingest(house)
    ticker = Ticker(house.jobs() if ticking else [], house.clock)
    house.vitals.run_by(ticker, ingest.outcomes)
    parts += [threaded("ticker", ticker.start, ticker.stop), *_agents_doors(house, ingest), *_web_doors(house)]
    async with running(parts):
        gc.freeze()  # what was loaded stays for good; the collector need not look it over again and again
        await started()


def _ingest(house: House) -> CountedIngest:
    loop = asyncio.get_running_loop()
    vocabulary = _vocabulary()
    return CountedIngest(
        house.ledger,
        Recorder(house.ledger, loop.create_future, loop.call_soon_threadsafe),
        DictionaryShelf(house.ledger, vocabulary),
        vocabulary,
        AgentConfigs(
            house.config.agents.push_every_seconds,
            house.push_addresses(),
            house.catalogue.titles,
            lambda: house.measured,
        ).of,
        house.clock,
        time.monotonic,
    )


def _agents_doors(house: House, ingest: CountedIngest) -> list[Part]:
    config = house.config.agents
    tls = TlsMaterial(*house.authority.door())
    identity = IdentityServicer(house.ledger, house.authority, house.clock)
    enrolment = EnrolmentServicer(house.ledger, house.authority, house.clock)
    with claiming("[agents] push", config.push):
        agents_door = open_agents_door(config.push, tls, house.interceptor, ingest, identity)
    with claiming("[agents] enrol", config.enrol):
        enrolment_door = open_enrolment_door(config.enrol, tls, enrolment)
    return [door("enrolment", enrolment_door), door("agents", agents_door)]


def _web_doors(house: House) -> list[Part]:
    config = house.config
    site = _site(house)
    parts = []
    with claiming("[console] address", config.console.address):
        pages = WebServer(site, bind_tcp(config.console.address))
    parts.append(Part("console", pages.start, pages.stop))
    if config.console.https:
        house.tls = tls = FreshTls(house.console_files)
        secured = with_hsts(site) if config.console.hsts else site
        with claiming("[console] https", config.console.https):
            https = WebServer(secured, bind_tcp(config.console.https), tls.context)
        parts.append(Part("https", https.start, https.stop))
        parts.append(repeated("certificate", CERTIFICATE_LOOK, tls.refresh))
    api = WebServer(house.api(), bind_unix(config.home / "api.sock"))
    parts.append(Part("api", api.start, api.stop))
    return parts


def _site(house: House) -> ASGIApp:
    """The console, the interface for whoever has a token, and what programs ask before anybody logs in."""
    console = create_console(
        house.ledger, house.series, house.knowledge(), house.clock,
        hosts=console_hosts(house.config), devices_changed=house.devices_changed,
    )  # fmt: skip
    gate = BearerGate(house.ledger, house.clock)
    metrics = MetricsPage(house.vitals, house.config.home, house.version, house.certificate_ends)
    own_ca = house.console_certificates.ca_pem if house.config.given_certificate() is None else None
    console.include_router(machine_routes(house.vitals, metrics, own_ca, by_token(gate)))
    return Beside(house.api(gate), console)


def _vocabulary() -> Vocabulary:
    content = (resources.files("schoolwacht_protos.v1") / "vocabulary.json").read_text("utf-8")
    return Vocabulary.parse(json.loads(content))
