"""Checks of the way to the collector: identity, certificate, name, port, TLS, welcome, clock."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from schoolwacht_agent import keys, version
from schoolwacht_agent.checkup.finding import Finding, Said, State
from schoolwacht_agent.clock import TOLERATED, milliseconds, moment
from schoolwacht_agent.identity import SPREAD, Identity, NoIdentity, Wallet
from schoolwacht_agent.settings import Settings
from schoolwacht_agent.uplink.addresses import AddressBook
from schoolwacht_agent.uplink.line import SERVER_NAME, Line, LineTrouble, NotWelcome
from schoolwacht_protos.v1.ingest_pb2 import PushRequest

CONNECT_SECONDS = 5.0


def connection(settings: Settings, now: datetime) -> Iterator[Finding]:
    """All checks of the connection; a machine that is not enrolled has none."""
    try:
        identity = Wallet(settings.home).load()
    except NoIdentity as trouble:
        yield Finding("identity", State.BAD, Said.IDENTITY_NONE, {"trouble": trouble})
        return
    except OSError as trouble:
        yield Finding("identity", State.BAD, Said.IDENTITY_CLOSED, {"trouble": trouble})
        return
    yield Finding("identity", State.OK, Said.IDENTITY_GOOD, {"device": identity.device_id})
    yield _certificate(identity, now)
    addresses = settings.collector or AddressBook(settings.home, identity).all()
    ways = [list(_way(address, identity)) for address in addresses]
    works = any(way[-1].check == "time" for way in ways)
    for way in ways:
        for finding in way:
            # With one way that works, another that does not is a pity and no more.
            spare = works and finding.state is State.BAD
            yield replace(finding, state=State.WARN) if spare else finding
    if not works:
        yield Finding("time", State.WARN, Said.CLOCK_UNKNOWN, {"now": f"{now.astimezone():%Y-%m-%d %H:%M:%S}"})


def _certificate(identity: Identity, now: datetime) -> Finding:
    dates = {"until": f"{identity.expires:%Y-%m-%d}", "today": f"{now:%Y-%m-%d}"}
    if now > identity.expires:
        return Finding("certificate", State.BAD, Said.CERTIFICATE_EXPIRED, dates)
    if now < identity.begins:
        return Finding("certificate", State.BAD, Said.CERTIFICATE_EARLY, dates)
    if broken := keys.flaw(identity.key, identity.certificate, identity.server_ca):
        return Finding("certificate", State.BAD, Said.CERTIFICATE_BROKEN, {"trouble": broken})
    if now > moment(identity.renew_after_ms) + SPREAD + timedelta(days=2):
        return Finding("certificate", State.WARN, Said.CERTIFICATE_ENDING, dates)
    return Finding("certificate", State.OK, Said.CERTIFICATE_GOOD, dates)


def _way(address: str, identity: Identity) -> Iterator[Finding]:
    """One address, step by step until one fails."""
    values = {"address": address}
    host, _, port = address.rpartition(":")
    try:
        reached = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    except OSError as trouble:
        yield _unreached(trouble, values)
        return
    yield Finding("address", State.OK, Said.PORT_GOOD, values)
    with reached:
        tls = _tls(reached, identity, values)
    yield tls
    if tls.state is State.OK:
        yield from _call(address, identity)


def _unreached(trouble: OSError, values: Mapping[str, object]) -> Finding:
    if isinstance(trouble, socket.gaierror):
        return Finding("address", State.BAD, Said.NAME_UNKNOWN, values)
    if isinstance(trouble, ConnectionRefusedError):
        return Finding("address", State.BAD, Said.PORT_REFUSED, values)
    if isinstance(trouble, TimeoutError):
        return Finding("address", State.BAD, Said.PORT_SILENT, values)
    return Finding("address", State.BAD, Said.PORT_TROUBLE, {**values, "trouble": trouble.strerror or trouble})


def _tls(reached: socket.socket, identity: Identity, values: Mapping[str, object]) -> Finding:
    """Whether the collector stands behind the port: its name, and the issuer that the token told of."""
    try:
        context = ssl.create_default_context(cadata=identity.server_ca)
        context.set_alpn_protocols(["h2"])
        context.wrap_socket(reached, server_hostname=SERVER_NAME).close()
    except ssl.SSLCertVerificationError as trouble:
        return Finding("TLS", State.BAD, Said.TLS_FOREIGN, {**values, "trouble": trouble.verify_message})
    except (OSError, ValueError) as trouble:
        return Finding("TLS", State.BAD, Said.TLS_NONE, {**values, "trouble": trouble})
    return Finding("TLS", State.OK, Said.TLS_GOOD, values)


def _call(address: str, identity: Identity) -> Iterator[Finding]:
    values = {"address": address}
    line = Line(address, identity.server_ca, identity.key, identity.certificate)
    sent = datetime.now(UTC)
    try:
        reply = line.push(PushRequest(agent_version=version.release(), sent_at_ms=milliseconds(sent)), CONNECT_SECONDS)
    except NotWelcome as trouble:
        yield Finding("collector", State.BAD, Said.COLLECTOR_UNWELCOME, {**values, "trouble": trouble})
        return
    except LineTrouble as trouble:
        yield Finding("collector", State.BAD, Said.COLLECTOR_TROUBLE, {**values, "trouble": trouble})
        return
    finally:
        line.close()
    yield Finding("collector", State.OK, Said.COLLECTOR_GOOD, values)
    offset = moment(reply.server_time_ms) - sent
    if abs(offset) > TOLERATED:
        yield Finding("time", State.WARN, Said.CLOCK_OFF, {"seconds": f"{offset.total_seconds():+.0f}"})
    else:
        yield Finding("time", State.OK, Said.CLOCK_GOOD)
