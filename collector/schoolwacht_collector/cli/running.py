"""schoolwacht run: the collector, and on request an agent for this very machine."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

from schoolwacht_collector.books import Books
from schoolwacht_collector.cli.ending import STOP_SECONDS, end_within
from schoolwacht_collector.cli.journal import journal_line
from schoolwacht_collector.cli.output import BAD_CONFIG, CANNOT_CREATE, NO_PERMISSION, TRY_AGAIN, UNAVAILABLE
from schoolwacht_collector.cli.own_agent import OwnAgent
from schoolwacht_collector.cli.tightening import tighten
from schoolwacht_collector.config import BadConfig, Config, home_of, load
from schoolwacht_collector.ports import BadRequest, Busy

if TYPE_CHECKING:
    from schoolwacht_collector.app import House


def add_to(application: typer.Typer) -> None:
    """Adds this command."""
    application.command("run")(run)


def run(
    with_agent: Annotated[bool, typer.Option("--with-agent", help="Also watch this very machine.")] = False,
    service: Annotated[bool, typer.Option("--service", help="Run as a service of systemd or a container.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens.")] = False,
) -> None:
    """Runs the collector until Ctrl-C. Everything it keeps lies in SCHOOLWACHT_HOME, by default .schoolwacht."""
    from schoolwacht_collector.adapters.authority import BrokenAuthority
    from schoolwacht_collector.adapters.ledger_sql import LedgerInUse, LedgerUnusable
    from schoolwacht_collector.app import open_house, serve
    from schoolwacht_collector.entrypoints.https import UnusableCertificate
    from schoolwacht_collector.entrypoints.running import PortTaken

    log_to_stderr(verbose)
    try:
        config = _prepared()
        with open_house(config) as house:
            asyncio.run(serve(house, lambda: _until_stopped(house, with_agent=with_agent, service=service)))
    except (BadConfig, UnusableCertificate) as flaw:
        _end(str(flaw), BAD_CONFIG)
    except LedgerInUse as flaw:
        _end(str(flaw), TRY_AGAIN)
    except (LedgerUnusable, BrokenAuthority) as flaw:
        _end(str(flaw), CANNOT_CREATE)
    except PermissionError as flaw:
        _end(f"no access to {flaw.filename}; set SCHOOLWACHT_HOME to a folder you own", NO_PERMISSION)
    except BadRequest as no:
        _end(str(no), 1)
    except PortTaken as flaw:
        _end(str(flaw), UNAVAILABLE)
    except Busy as flaw:
        _end(str(flaw), CANNOT_CREATE)
    except OSError as flaw:
        if flaw.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
            raise
        _end(f"{home_of()}: {flaw.strerror}; make room, or set SCHOOLWACHT_HOME to another folder", CANNOT_CREATE)


def _prepared() -> Config:
    """The configuration, and the home made ready."""
    home = home_of()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as flaw:
        raise BadConfig(f"{home} is a file; set SCHOOLWACHT_HOME to a folder") from flaw
    if not os.access(home, os.W_OK | os.X_OK):
        raise PermissionError(13, "not writable", str(home))
    from schoolwacht_collector.adapters.backup import unfinished
    from schoolwacht_collector.adapters.ledger_sql import LedgerUnusable

    if half := unfinished(home):
        raise LedgerUnusable(half)
    tighten(home)
    return load(home)


async def _until_stopped(house: House, *, with_agent: bool, service: bool) -> None:
    """Says where everything is, and waits for Ctrl-C or the service manager."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    secret = await asyncio.to_thread(_first_link, house, only_for_a_newcomer=service)
    agent = OwnAgent(house, house.config.home / "agent") if with_agent else None
    _announce(house, secret)
    for path in house.set_aside():
        print(_TEXTS[house.config.language]["set_aside"].format(file=path.name), file=sys.stderr, flush=True)
    try:
        if agent is not None:
            await agent.start(stop)
        async with contextlib.AsyncExitStack() as around:
            if service:
                from schoolwacht_collector.cli.service_mode import serving

                await around.enter_async_context(serving(house, stop))
            tasks = await around.enter_async_context(asyncio.TaskGroup())
            if agent is not None:
                tasks.create_task(_greet(house, agent, stop))
            await stop.wait()
    finally:
        print(_TEXTS[house.config.language]["stopping"], file=sys.stderr, flush=True)
        if agent is not None:
            await agent.stop()
        ticker = house.vitals.ticker
        end_within(STOP_SECONDS, ticker.running if ticker is not None else list)


def _first_link(house: House, *, only_for_a_newcomer: bool) -> str:
    """A log-in link. A service's log is kept, and others read it: there it stands until the admin has a password."""
    from schoolwacht_collector.app import utc_now
    from schoolwacht_collector.usecases.manage_users import first_link

    def link(books: Books) -> str:
        users = books.people.users()
        if only_for_a_newcomer and any(user.role == "admin" and user.password_hash for user in users):
            return ""
        return first_link(books, utc_now())

    return house.ledger.write(link)


async def _greet(house: House, agent: OwnAgent, stop: asyncio.Event) -> None:
    """Tells, once it is so, that this machine reports."""
    with contextlib.suppress(Busy):
        device = await agent.heard(stop)
        if device is None:
            return
        text = _TEXTS[house.config.language]
        print(f"  {text['machine']:<13}{text['joined']} {device.host}", flush=True)


def _announce(house: House, secret: str) -> None:
    text, home = _TEXTS[house.config.language], house.config.home
    shown = os.path.relpath(home) if home.is_relative_to(Path.cwd()) else str(home)
    store = "influxdb" if house.config.influxdb else "embedded"
    print(f"{text['runs']:<30}{text['ctrl_c']}")
    here = f"http://{house.config.console.address}/"
    link = f"   ({text['link']}: {house.console_url}start/{secret})" if secret else ""
    print(f"  console      {house.console_url}{link}")
    if house.console_url != here:
        print(f"  {'':<13}{here}   ({text['here']})")
    print(f"  {text['data']:<13}{shown}/   ({text[store]})", flush=True)


_TEXTS = {
    "nl": {
        "runs": "Schoolwacht draait.",
        "ctrl_c": "Ctrl-C stopt netjes.",
        "link": "eenmalige aanmeldlink",
        "here": "op dit toestel zelf",
        "data": "gegevens",
        "machine": "dit toestel",
        "joined": "aangemeld als",
        "embedded": "ingebouwde opslag",
        "influxdb": "reeksen in InfluxDB",
        "stopping": "Schoolwacht stopt ...",
        "set_aside": "  LET OP: een beschadigd bestand is opzijgezet als {file}; wat erin stond, ontbreekt. "
        "Zet een back-up terug, zie docs/troubleshooting.md.",
    },
    "en": {
        "runs": "Schoolwacht is running.",
        "ctrl_c": "Ctrl-C stops it.",
        "link": "log-in link, works once",
        "here": "on this machine itself",
        "data": "data",
        "machine": "this machine",
        "joined": "reports as",
        "embedded": "embedded store",
        "influxdb": "series in InfluxDB",
        "stopping": "Schoolwacht stops ...",
        "set_aside": "  NOTE: a damaged file was set aside as {file}; what was in it is missing. "
        "Put back a backup, see docs/troubleshooting.md.",
    },
}


def log_to_stderr(verbose: bool) -> None:
    """Log lines on stderr: for people on a terminal, as JSON elsewhere."""
    level = logging.INFO if verbose else logging.WARNING
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(),
            *([journal_line] if "JOURNAL_STREAM" in os.environ else []),
        ],
    )  # fmt: skip
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _end(sentence: str, code: int) -> None:
    print(f"schoolwacht: {sentence}", file=sys.stderr)
    raise typer.Exit(code)
