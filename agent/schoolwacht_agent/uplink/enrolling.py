"""Becoming a device: asks with a token until the collector says yes, or says no for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schoolwacht_agent import keys
from schoolwacht_agent.identity import Identity, NoIdentity, Wallet
from schoolwacht_agent.token_string import Token
from schoolwacht_agent.uplink.line import Unreachable, enrol
from schoolwacht_protos.v1.enrolment_pb2 import Claims, EnrolReply, EnrolRequest

DEFAULT_RETRY_MS = 10_000
SHORTEST_RETRY_MS, LONGEST_RETRY_MS = 1_000, 300_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Either an identity, or how long to wait before asking again."""

    identity: Identity | None
    retry_after_ms: int = 0


def ask(wallet: Wallet, token: Token, claims: Claims) -> Answer:
    """Asks once, at every address in turn. May be repeated after any crash; the key and its request stay the same."""
    pending = wallet.prepare(token.text())
    request = EnrolRequest(token=token.secret, signing_request=pending.request, claims=claims)
    _prove_who_it_was(wallet, request)
    reply = _at_any_address(token, lambda address, issuer: enrol(address, issuer, request))
    if reply.status == EnrolReply.APPROVED:
        return Answer(wallet.enrolled(pending, reply.device_id, reply.certificate, reply.renew_after_ms))
    retry_after_ms = reply.retry_after_ms or DEFAULT_RETRY_MS
    return Answer(None, min(max(retry_after_ms, SHORTEST_RETRY_MS), LONGEST_RETRY_MS))


def _prove_who_it_was(wallet: Wallet, request: EnrolRequest) -> None:
    """A machine that was a device before stays that one, even when its certificate has expired."""
    try:
        before = wallet.load()
        certificate, signature = keys.prove(before.key, before.certificate, request.signing_request)
    except (NoIdentity, keys.KeyTrouble):
        return
    request.previous_certificate = certificate
    request.previous_signature = signature


def _at_any_address(token: Token, call: Callable[[str, str], EnrolReply]) -> EnrolReply:
    issuer = keys.as_pem(token.server_ca)
    trouble = Unreachable("the token names no collector")
    for address in token.enrol_addresses:
        try:
            return call(address, issuer)
        except Unreachable as error:
            trouble = Unreachable(f"the collector at {address} cannot be reached: {error}")
    raise trouble
