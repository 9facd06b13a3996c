"""`status`: last contact, what waits, and how long the certificate is good."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from threading import Event

from schoolwacht_agent import amounts
from schoolwacht_agent.clock import moment
from schoolwacht_agent.commands.words import OK, PROBLEMS, Voice
from schoolwacht_agent.config import Config
from schoolwacht_agent.glimpse import Glimpse, glimpse
from schoolwacht_agent.identity import Identity, NoIdentity, Wallet
from schoolwacht_agent.uplink.addresses import AddressBook


def main(config: Config, _flags: argparse.Namespace, voice: Voice, _stop: Event) -> int:
    """Shows how the agent is; exit code 3 when something is wrong."""
    settings = config.settings
    seen = glimpse(settings.home)
    try:
        identity, trouble = Wallet(settings.home).load(), ""
    except NoIdentity as error:
        identity, trouble = None, str(error)
    if identity is not None:
        trouble = identity.flaw(datetime.now(UTC))
    trouble = trouble or seen.problem
    addresses = settings.collector or (AddressBook(settings.home, identity).all() if identity else ())
    if voice.as_json:
        voice.data(_for_programs(identity, seen, addresses, trouble))
    else:
        voice.table(_for_people(identity, seen, addresses, voice))
        if trouble:
            voice.show(trouble)
    well = seen.contact is not None and bool(seen.contact["well"])
    return OK if identity and seen.running and well and not trouble else PROBLEMS


def _for_programs(
    identity: Identity | None, seen: Glimpse, addresses: tuple[str, ...], trouble: str
) -> dict[str, object]:
    return {
        "running": seen.running,
        "device_id": identity.device_id if identity else None,
        "collector": addresses,
        "certificate_expires": identity.not_after if identity else None,
        "renews_after": moment(identity.renew_after_ms) if identity else None,
        "last_contact": seen.contact,
        "waiting_batches": seen.batches,
        "waiting_bytes": seen.size_bytes,
        "problem": trouble or None,
    }


def _for_people(
    identity: Identity | None, seen: Glimpse, addresses: tuple[str, ...], voice: Voice
) -> list[tuple[str, str]]:
    contact = voice.words("never")
    if seen.contact is not None:
        at = moment(int(str(seen.contact["at_ms"]))).astimezone()
        contact = f"{at:%Y-%m-%d %H:%M:%S}: {seen.contact['words']}"
    return [
        (voice.words("running"), voice.words("yes" if seen.running else "no")),
        (voice.words("device"), identity.device_id if identity else "-"),
        (voice.words("collector"), ", ".join(addresses) or "-"),
        (voice.words("certificate"), f"{identity.expires:%Y-%m-%d}" if identity else "-"),
        (voice.words("contact"), contact),
        (voice.words("spool"), voice.words("batches", batches=seen.batches, size=amounts.in_words(seen.size_bytes))),
    ]
