"""schoolwacht demo: a school of simulated machines, in a home of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schoolwacht_collector.cli.output import UNAVAILABLE
from schoolwacht_collector.ports import BadRequest

if TYPE_CHECKING:
    from schoolwacht_collector.demonstration.demo import Stage, Wish
    from schoolwacht_collector.demonstration.play import Progress

HOME = ".schoolwacht-demo"
_FEWEST, _MOST = 20, 1000


def add_to(application: typer.Typer) -> None:
    """Adds this command."""
    application.command("demo")(demo)


def demo(
    devices: Annotated[int, typer.Option(min=_FEWEST, max=_MOST, help="How many machines.")] = 60,
    seed: Annotated[int, typer.Option(help="Same seed, same school.")] = 7,
    days: Annotated[int, typer.Option(min=2, max=30, help="How much of the past is played first.")] = 15,
    speed: Annotated[
        float | None, typer.Option(min=60, max=100_000, help="So many times as fast as life; else as fast as it goes.")
    ] = None,
    home: Annotated[Path, typer.Option(help="Where it lives; thrown away and made again at every start.")] = Path(HOME),
    language: Annotated[str, typer.Option(help="nl or en.")] = "nl",
    once: Annotated[bool, typer.Option("--once", help="End when the past was played.")] = False,
) -> None:
    """Plays a school: a fortnight first, then the present, until Ctrl-C. None of it is real, and every page says so."""
    from schoolwacht_collector.cli.running import log_to_stderr
    from schoolwacht_collector.demonstration.demo import Wish
    from schoolwacht_collector.demonstration.machines import MachinesFailed
    from schoolwacht_collector.entrypoints.running import PortTaken

    log_to_stderr(verbose=False)
    wish = Wish(home.resolve(), devices, seed, days, speed, language if language in _TEXTS else "nl")
    try:
        asyncio.run(_play(wish, stay=not once))
    except (BadRequest, MachinesFailed) as flaw:
        _end(str(flaw), 1)
    except PortTaken as flaw:
        _end(str(flaw), UNAVAILABLE)


async def _play(wish: Wish, *, stay: bool) -> None:
    from schoolwacht_collector.app import utc_now
    from schoolwacht_collector.demonstration.demo import demonstrate

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    text = _TEXTS[wish.language]

    def begun(stage: Stage) -> None:
        url, home = stage.house.console_url, stage.house.config.home
        shown = os.path.relpath(home) if home.is_relative_to(Path.cwd()) else str(home)
        print(f"{text['plays']:<30}{text['ctrl_c']}")
        print(f"  console      {url}   ({text['link']}: {url}start/{stage.link})")
        print(f"  {text['data']:<13}{shown}/   (SCHOOLWACHT_HOME={shown} schoolwacht alert list)", flush=True)

    def tell(progress: Progress) -> None:
        if progress.done:
            print(f"\r  {text['done'].format(seconds=progress.seconds, pushed=progress.pushed)}", flush=True)
        elif sys.stdout.isatty():
            print(f"\r  {text['day'].format(day=progress.day + 1, days=progress.days)} ", end="", flush=True)

    await demonstrate(wish, utc_now, stop, begun, tell, stay=stay)


_TEXTS = {
    "nl": {
        "plays": "Gesimuleerde school.",
        "ctrl_c": "Ctrl-C stopt netjes.",
        "link": "eenmalige aanmeldlink",
        "data": "gegevens",
        "day": "dag {day} van {days} wordt afgespeeld ...",
        "done": "afgespeeld in {seconds:.0f} s ({pushed} berichten van toestellen); nu gaat het gewoon verder",
    },
    "en": {
        "plays": "Simulated school.",
        "ctrl_c": "Ctrl-C stops it.",
        "link": "log-in link, works once",
        "data": "data",
        "day": "playing day {day} of {days} ...",
        "done": "played in {seconds:.0f} s ({pushed} messages from machines); from here on it just goes on",
    },
}


def _end(sentence: str, code: int) -> None:
    print(f"schoolwacht: {sentence}", file=sys.stderr)
    raise typer.Exit(code)
