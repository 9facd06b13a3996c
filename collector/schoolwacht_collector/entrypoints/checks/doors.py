"""The doors: whether they can be reached or opened, and how long their certificates last."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from schoolwacht_collector.entrypoints.api.services import Check

SOON, VERY_SOON = timedelta(days=30), timedelta(days=7)
_SECONDS = 2.0


def ports(doors: Mapping[str, str], *, running: bool) -> Iterator[Check]:
    """Every door by the setting that moves it: does it answer, or, when nothing runs, could it be opened?"""
    for setting, address in doors.items():
        host, _, port = address.rpartition(":")
        place = host.strip("[]"), int(port)
        if running:
            yield _answers(setting, address, place)
        else:
            yield _is_free(setting, address, place)


def is_free(address: str) -> str:
    """Why a door could not be opened here; empty when it could."""
    host, _, port = address.rpartition(":")
    return _trouble_with((host.strip("[]"), int(port)))


def certificates(ends: Mapping[str, datetime], now: datetime) -> Iterator[Check]:
    """How long each certificate lasts."""
    for name, end in sorted(ends.items()):
        left = end - now
        detail = f"{name}: until {end:%Y-%m-%d}, {left.days} days"
        if left <= timedelta(0):
            yield Check("certificate", "bad", f"{name}: ended on {end:%Y-%m-%d}", _remedy(name))
        elif left < SOON:
            yield Check("certificate", "bad" if left < VERY_SOON else "warning", detail, _remedy(name))
        else:
            yield Check("certificate", "ok", detail)


def _remedy(name: str) -> str:
    if name == "console":
        return (
            "put a new certificate in the place of this one, the collector takes it up by itself; one that the "
            "collector made is renewed when the collector runs"
        )
    return "this should last for decades: look at the clock of this machine"


def _answers(setting: str, address: str, place: tuple[str, int]) -> Check:
    host = "127.0.0.1" if place[0] in {"0.0.0.0", ""} else "::1" if place[0] == "::" else place[0]  # noqa: S104 - compared
    try:
        socket.create_connection((host, place[1]), _SECONDS).close()
    except OSError as flaw:
        why = flaw.strerror or str(flaw)
        remedy = "look at what the collector logged: journalctl -u schoolwacht"
        return Check("port", "bad", f"{setting}: nothing answers on {address} ({why})", remedy)
    return Check("port", "ok", f"{setting}: {address} answers")


def _is_free(setting: str, address: str, place: tuple[str, int]) -> Check:
    if why := _trouble_with(place):
        return Check("port", "bad", f"{setting}: {address} cannot be opened ({why})", f"set another one: {setting}")
    return Check("port", "ok", f"{setting}: {address} is free; the collector does not run")


def _trouble_with(place: tuple[str, int]) -> str:
    family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
            probe.listen(1)
        except OSError as flaw:
            return flaw.strerror or str(flaw)
    return ""
