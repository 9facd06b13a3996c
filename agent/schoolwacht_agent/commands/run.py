"""`run`: the agent itself, in the foreground, until it is told to stop."""

from __future__ import annotations

import logging
import sys
from threading import Event

from schoolwacht_agent import home
from schoolwacht_agent.commands.enrol import until_approved
from schoolwacht_agent.commands.words import OK, Voice
from schoolwacht_agent.identity import NoIdentity, Wallet
from schoolwacht_agent.settings import Settings
from schoolwacht_agent.uplink.line import Unreachable

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 30.0


def run(settings: Settings, voice: Voice, stop: Event) -> int:
    """Waits for approval where an enrolment still does, then runs."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    wait_for_approval(Wallet(home.prepare(settings.home)), voice, stop)
    if not stop.is_set():
        from schoolwacht_agent import app

        app.run(settings, stop)
    return OK


def wait_for_approval(wallet: Wallet, voice: Voice, stop: Event) -> None:
    """An enrolment that somebody must approve goes on here, through restarts and outages."""
    pending = wallet.pending()
    if pending is None or not pending.token:
        wallet.load()
        return
    while not stop.is_set():
        try:
            until_approved(wallet, pending.parsed_token, voice, stop)
        except Unreachable as trouble:
            log.warning("%s; asked again in %d s", trouble, ASK_AGAIN_SECONDS)
            stop.wait(ASK_AGAIN_SECONDS)
        else:
            return
