"""`run`: the agent itself, in the foreground, until it is told to stop."""

from __future__ import annotations

import argparse
import logging
import sys
from threading import Event

from schoolwacht_agent import app, home
from schoolwacht_agent.commands.enrol import until_approved
from schoolwacht_agent.commands.words import BAD_CONFIG, NO_PERMISSION, OK, TRY_AGAIN, Voice
from schoolwacht_agent.config import Config
from schoolwacht_agent.identity import NoIdentity, Wallet
from schoolwacht_agent.only_one import AlreadyRunning
from schoolwacht_agent.service import first_token
from schoolwacht_agent.spool.file import Unusable
from schoolwacht_agent.token_string import BadToken
from schoolwacht_agent.uplink.line import LineTrouble, NotWelcome

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 30.0


def main(config: Config, _flags: argparse.Namespace, voice: Voice, stop: Event) -> int:
    """Waits for approval where an enrolment still does, then runs."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        wallet = Wallet(home.prepare(config.settings.home))
        first_token.take(config.settings.home, wallet)
        _wait_for_approval(wallet, voice, stop)
        if not stop.is_set():
            app.run(config.settings, stop)
    except (NoIdentity, AlreadyRunning, Unusable, BadToken, NotWelcome) as trouble:
        sys.stderr.write(f"schoolwacht-agent: {trouble}\n")
        codes = {AlreadyRunning: TRY_AGAIN, Unusable: NO_PERMISSION, NotWelcome: NO_PERMISSION}
        return codes.get(type(trouble), BAD_CONFIG)
    return OK


def _wait_for_approval(wallet: Wallet, voice: Voice, stop: Event) -> None:
    """An enrolment that somebody must approve goes on here, through restarts and outages."""
    pending = wallet.pending()
    if pending is None or not pending.token:
        wallet.load()
        return
    while not stop.is_set():
        try:
            until_approved(wallet, pending.parsed_token, voice, stop)
        except NotWelcome as trouble:
            wallet.forget_pending()
            wallet.load()  # an identity from before still counts; without one this says what to do
            log.error("the enrolment was refused, so the one from before goes on: %s", trouble)  # noqa: TRY400 - a sentence
            return
        except LineTrouble as trouble:
            if wallet.has_identity():
                log.warning(
                    "%s; the identity from before goes on, and the new enrolment is tried at the next start", trouble
                )
                return
            log.warning("%s; asked again in %d s", trouble, ASK_AGAIN_SECONDS)
            stop.wait(ASK_AGAIN_SECONDS)
        else:
            return
