"""schoolwacht doctor: how every part is, and what to do where something is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from schoolwacht_collector.cli.client import SOCKET, Refused, call, listening
from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import FOUND_PROBLEMS, as_json, coloured, problems
from schoolwacht_collector.config import home_of, load
from schoolwacht_collector.ports import Busy

_INDENT = 22
_COMPARE = "compare the address with docs/notify.md"


def add_to(application: typer.Typer) -> None:
    """Adds this command."""
    application.command("doctor")(doctor)


def doctor(
    json: Json = False,
    send_test: Annotated[bool, typer.Option("--send-test", help="Also send a test message to everybody.")] = False,
) -> None:
    """Looks at every part and says what to do where something is wrong. Ends with 3 when something is bad."""
    with problems():
        checks = _checks(home_of())
        if send_test:
            checks += _messages()
        if json:
            as_json(checks)
        else:
            _show(checks)
        if any(check["state"] == "bad" for check in checks):
            raise typer.Exit(FOUND_PROBLEMS)


def _checks(home: Path) -> list[dict[str, Any]]:
    """The collector's own, or those of a house that is opened for it; what can be said when neither works."""
    running = listening(home / SOCKET)
    try:
        checks: list[dict[str, Any]] = call(home, "GET", "/doctor")
    except Refused as no:
        return list(_without_a_house(home, str(no)))
    return checks + (_addresses(home) if running else [])


def _without_a_house(home: Path, why: str) -> Iterator[dict[str, Any]]:
    from schoolwacht_collector.entrypoints.checks import files

    yield _bad("collector", why, "docs/troubleshooting.md says more; a back-up puts everything right")
    found = [files.disk(home), files.rights(home)]
    if (home / "ledger.db").exists():
        found.append(files.whole(home / "ledger.db"))
    yield from (asdict(one) for one in found if one is not None)


def _bad(name: str, detail: str, remedy: str) -> dict[str, Any]:
    return {"name": name, "state": "bad", "detail": detail, "remedy": remedy}


def _addresses(home: Path) -> list[dict[str, Any]]:
    """Whether the addresses for messages can be understood."""
    from schoolwacht_collector.entrypoints.checks.work import unreadable
    from schoolwacht_collector.notifiers import NotifySettings, make_notifiers

    found = unreadable(make_notifiers(NotifySettings(load(home).notify.urls)))
    return [_bad("notify", flaw, _COMPARE) for flaw in found]


def _show(checks: list[dict[str, Any]]) -> None:
    for check in checks:
        # Padded before it is coloured: the colour's own characters take no room on the screen.
        gap = " " * (8 - len(check["state"]))
        print(f"{coloured(check['state'])}{gap}{check['name']:<14}{check['detail']}")
        if check["remedy"]:
            print(f"{'':<{_INDENT}}{check['remedy']}")
    bad, warnings = (sum(check["state"] == state for check in checks) for state in ("bad", "warning"))
    width = min(shutil.get_terminal_size().columns, 100)
    print("-" * width)
    print(
        f"{len(checks)} checks, {bad} bad, {warnings} to look at"
        if bad or warnings
        else f"{len(checks)} checks, all well"
    )


def _messages() -> list[dict[str, Any]]:
    """Sends one message to each address; what became of each, as checks."""
    from schoolwacht_collector.app import utc_now
    from schoolwacht_collector.notifiers import NotifySettings, make_notifiers

    found = []
    for name, notifier in make_notifiers(NotifySettings(load(home_of()).notify.urls)).items():
        try:
            notifier.send(
                "Schoolwacht: test", "This is a test: messages of Schoolwacht arrive here.",
                message_id=f"test-{name}-{utc_now():%Y%m%d%H%M%S}",
            )  # fmt: skip
            found.append({"name": "message", "state": "ok", "detail": f"{name}: sent", "remedy": ""})
        except Busy as flaw:
            found.append(_bad("message", str(flaw), _COMPARE))
    return found
