"""Commands: `plan` shows a school, `play` plays it by a clock that somebody else turns, `run` runs it in real time."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import signal
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from schoolwacht_simulator.ack_log import AckLog
from schoolwacht_simulator.courier import Office
from schoolwacht_simulator.days import IsOpenDay, open_days, weekdays
from schoolwacht_simulator.identity import Wallet
from schoolwacht_simulator.joining import BadToken, read_tokens
from schoolwacht_simulator.player import BadLine, Player, play
from schoolwacht_simulator.runner import Rhythm, run
from schoolwacht_simulator.school import plan_school

SPOOL_ID_BYTES = 16


def main(words: list[str] | None = None) -> int:
    """Does one command; gives the exit code."""
    flags = _parser().parse_args(words)
    try:
        code: int = flags.command(flags)
    except (BadToken, BadLine, OSError, ValueError) as trouble:
        sys.stderr.write(f"schoolwacht_simulator: {trouble}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("schoolwacht_simulator", description=__doc__)
    commands = parser.add_subparsers(required=True)
    plan = commands.add_parser("plan", help="print the school as JSON: places, entitlements, machines, planted faults")
    plan.set_defaults(command=_plan)
    playing = commands.add_parser("play", help='read {"now_ms": N} lines and live until each of them')
    playing.set_defaults(command=_play)
    running = commands.add_parser("run", help="run all machines in real time until SIGTERM")
    running.set_defaults(command=_run)
    for one in (plan, playing, running):
        one.add_argument("--devices", type=int, default=60, help="how many machines, 20 to 1000")
        one.add_argument("--seed", type=int, default=7, help="same seed, same school")
        one.add_argument("--holidays", type=Path, help="JSON list of the days off, as year-month-day")
    for one in (plan, playing):
        one.add_argument(
            "--begins", type=datetime.fromisoformat, required=True, help="where the story starts, with zone"
        )
    for one in (playing, running):
        one.add_argument("--push", required=True, help="address of the door for enrolled agents")
        one.add_argument("--tokens", type=Path, required=True, help='JSON: {"site|room|class": "swt1...."}')
        one.add_argument("--home", type=Path, required=True, help="folder of the machines' keys and certificates")
        one.add_argument("--ack-log", type=Path, help="file for a line about each batch that was acknowledged")
    running.add_argument("--every", type=float, default=60.0, help="seconds between two measurements of a machine")
    running.add_argument("--seconds", type=float, help="end after so long")
    return parser


def _plan(flags: argparse.Namespace) -> int:
    school = plan_school(flags.devices, flags.seed, flags.begins, _calendar(flags.holidays))
    faults = [
        asdict(fault) | {"begins": fault.begins.isoformat(), "at_latest": fault.at_latest.total_seconds()}
        for fault in school.faults
    ]
    machines = [
        {"key": d.key, "host": d.host, "site": d.site, "room": d.room, "class": d.device_class, "forgets": d.forgets}
        for d in school.devices
    ]
    said = {
        "places": [asdict(place) | {"name": place.name} for place in school.places],
        "entitlements": school.entitlements,
        "machines": machines,
        "faults": faults,
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))  # noqa: T201 - a command prints
    return 0


def _play(flags: argparse.Namespace) -> int:
    school = plan_school(flags.devices, flags.seed, flags.begins, _calendar(flags.holidays))
    office = _office(flags)
    _spare_the_collector_of_garbage()

    async def begin() -> None:
        player = Player(school, office, _new_spool_id)
        await play(player, sys.stdin, lambda line: print(line, flush=True))  # noqa: T201 - a command prints

    asyncio.run(begin())
    return 0


def _run(flags: argparse.Namespace) -> int:
    if not 1 <= flags.every <= 3600:  # noqa: PLR2004 - what an agent may be told as well
        raise ValueError(f"--every is 1 to 3600 seconds, not {flags.every:g}")
    office = _office(flags)
    school = plan_school(flags.devices, flags.seed, _beginning(flags.home), _calendar(flags.holidays))
    _spare_the_collector_of_garbage()

    async def begin() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, stop.set)
        if flags.seconds is not None:
            loop.call_later(flags.seconds, stop.set)
        tally = await run(school, office, Rhythm(flags.every, _now_ms), _new_spool_id, stop)
        print(json.dumps(asdict(tally)), flush=True)  # noqa: T201 - a command prints

    asyncio.run(begin())
    return 0


def _office(flags: argparse.Namespace) -> Office:
    tokens = read_tokens(flags.tokens.read_text())
    ack_log = AckLog(flags.ack_log) if flags.ack_log else None
    return Office(flags.push, tokens, Wallet(flags.home), ack_log)


def _calendar(holidays: Path | None) -> IsOpenDay:
    if holidays is None:
        return weekdays
    days = json.loads(holidays.read_text())
    return open_days(frozenset(date.fromisoformat(day) for day in days))


def _beginning(home: Path) -> datetime:
    """When the school of this home began: kept, so that a restart is the same machines with the same troubles."""
    kept = home / "begins"
    if not kept.exists():
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        kept.write_text((midnight - timedelta(days=1)).isoformat())
    return datetime.fromisoformat(kept.read_text().strip())


def _spare_the_collector_of_garbage() -> None:
    """What the plan made stays for ever; looking through it again and again would cost more than the playing."""
    gc.collect()
    gc.freeze()


def _new_spool_id() -> bytes:
    return os.urandom(SPOOL_ID_BYTES)


def _now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


if __name__ == "__main__":
    sys.exit(main())
