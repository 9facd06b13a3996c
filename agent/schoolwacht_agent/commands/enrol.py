"""`enrol STRING`: makes this machine a device of the collector that the string names.

A machine that was a device before proves it with its old key, also when its certificate has expired, and stays that
device; what waits in its spool is sent on.
"""

from __future__ import annotations

import argparse
import sys
from threading import Event

from schoolwacht_agent import home
from schoolwacht_agent.commands.words import BAD_CONFIG, FAILED, NO_PERMISSION, OK, TRY_AGAIN, UNAVAILABLE, USAGE, Voice
from schoolwacht_agent.config import Config
from schoolwacht_agent.identity import Identity, Wallet
from schoolwacht_agent.keys import KeyTrouble
from schoolwacht_agent.machine import describe
from schoolwacht_agent.token_string import BadToken, Token
from schoolwacht_agent.uplink.enrolling import ask
from schoolwacht_agent.uplink.line import LineTrouble, Misunderstood, NotWelcome


def main(config: Config, flags: argparse.Namespace, voice: Voice, stop: Event) -> int:
    """Asks, and waits for approval unless told not to."""
    try:
        token = Token.parse(flags.named_token or flags.token or "")
        wallet = Wallet(home.prepare(config.settings.home))
        identity = until_approved(wallet, token, voice, stop, ask_once=flags.no_wait)
    except (BadToken, KeyTrouble, LineTrouble) as trouble:
        sys.stderr.write(f"schoolwacht-agent: {trouble}\n")
        return _code(trouble)
    if identity is None:
        voice.tell("left_waiting")
        return TRY_AGAIN
    if voice.as_json:
        voice.data({"device_id": identity.device_id, "certificate_expires": identity.not_after})
    else:
        voice.tell("enrolled", device=identity.device_id)
    return OK


def until_approved(
    wallet: Wallet, token: Token, voice: Voice, stop: Event, *, ask_once: bool = False
) -> Identity | None:
    """Asks until somebody approved; None when told to stop before that."""
    told = False
    while not stop.is_set():
        answer = ask(wallet, token, describe())
        if answer.identity is not None or ask_once:
            return answer.identity
        if not told:
            voice.tell("waiting", seconds=round(answer.retry_after_ms / 1000))
            told = True
        stop.wait(answer.retry_after_ms / 1000)
    return None


def _code(trouble: Exception) -> int:
    codes = {BadToken: USAGE, KeyTrouble: FAILED, NotWelcome: NO_PERMISSION, Misunderstood: BAD_CONFIG}
    return codes.get(type(trouble), UNAVAILABLE)
