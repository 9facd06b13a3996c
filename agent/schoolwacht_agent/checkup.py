"""The checks behind `doctor`: rights, disk, identity, name, port, TLS, time. Each works without those before it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from schoolwacht_agent import amounts, home, keys, version
from schoolwacht_agent.clock import TOLERATED, milliseconds, moment
from schoolwacht_agent.glimpse import glimpse
from schoolwacht_agent.identity import Identity, NoIdentity, Wallet
from schoolwacht_agent.settings import Settings
from schoolwacht_agent.token_string import BadToken, check_address
from schoolwacht_agent.uplink.line import Line, LineTrouble, NotWelcome
from schoolwacht_protos.v1.ingest_pb2 import PushRequest

CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: ok, warn or bad, what was seen, and what to do."""

    check: str
    state: str
    words: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """All checks, one after the other."""
    yield _rights(settings)
    yield _disk(settings)
    yield _service(settings)
    try:
        identity = Wallet(settings.home).load()
    except (NoIdentity, OSError) as trouble:
        yield Finding("identity", "bad", str(trouble), "ask for a token in the console: add a PC")
        return
    yield _certificate(identity)
    for address in settings.collector or identity.addresses:
        reached = _port(address)
        yield reached
        if reached.state == "ok":
            yield from _call(address, identity)


def _rights(settings: Settings) -> Finding:
    try:
        home.prepare(settings.home)
    except PermissionError as trouble:
        return Finding("rights", "bad", str(trouble), "run this as root, or as the user that runs the agent")
    return Finding("rights", "ok", f"{settings.home} can be written")


def _disk(settings: Settings) -> Finding:
    if not settings.home.exists():
        return Finding("disk", "warn", f"{settings.home} is not there")
    free = amounts.in_words(shutil.disk_usage(settings.home).free)
    if settings.spool.disk_is_short(settings.home):
        remedy = "make room; until then measurements that cannot be sent are dropped, oldest first"
        return Finding("disk", "bad", f"only {free} free", remedy)
    return Finding("disk", "ok", f"{free} free")


def _service(settings: Settings) -> Finding:
    seen = glimpse(settings.home)
    if seen.problem:
        return Finding(
            "spool", "bad", seen.problem, "restart the agent; it sets a broken spool aside and begins a new one"
        )
    if not seen.running:
        return Finding("agent", "warn", "not running", "schoolwacht-agent service install")
    return Finding("agent", "ok", f"running; {seen.batches} batches wait")


def _certificate(identity: Identity) -> Finding:
    now = datetime.now(UTC)
    if flaw := identity.flaw(now):
        return Finding("certificate", "bad", flaw, "enrol with a new token; it stays the same device")
    if broken := keys.flaw(identity.key, identity.certificate, identity.server_ca):
        return Finding("certificate", "bad", broken, "enrol with a new token")
    return Finding("certificate", "ok", f"good until {identity.expires:%Y-%m-%d}")


def _port(address: str) -> Finding:
    try:
        host, _, port = check_address(address).rpartition(":")
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS).close()
    except socket.gaierror:
        return Finding(
            "address", "bad", f"{address}: no such name", "check the name, or the DNS server of this machine"
        )
    except (OSError, BadToken) as trouble:
        remedy = "is the collector running, and does every firewall between let this port through?"
        return Finding("address", "bad", f"{address}: {trouble}", remedy)
    return Finding("address", "ok", f"{address} answers")


def _call(address: str, identity: Identity) -> Iterator[Finding]:
    line = Line(address, identity.server_ca, identity.key, identity.certificate)
    sent = datetime.now(UTC)
    try:
        reply = line.push(PushRequest(agent_version=version.release(), sent_at_ms=milliseconds(sent)), CONNECT_SECONDS)
    except NotWelcome as trouble:
        yield Finding("collector", "bad", str(trouble), "approve this device in the console, or enrol it again")
        return
    except LineTrouble as trouble:
        remedy = "another program may have this port, or the collector was set up anew; then enrol again with a token"
        yield Finding("TLS", "bad", str(trouble), remedy)
        return
    finally:
        line.close()
    yield Finding("collector", "ok", "knows this device")
    offset = moment(reply.server_time_ms) - sent
    if abs(offset) > TOLERATED:
        seconds = offset.total_seconds()
        yield Finding("time", "warn", f"this clock is {seconds:+.0f} s off", "switch time synchronisation on")
    else:
        yield Finding("time", "ok", "the clocks agree")
