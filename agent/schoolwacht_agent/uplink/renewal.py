"""Keeping an identity: a new key and certificate in good time, asked for on the connection that works."""

from __future__ import annotations

import logging

from schoolwacht_agent import keys
from schoolwacht_agent.clock import Clock
from schoolwacht_agent.identity import Identity, Wallet
from schoolwacht_agent.uplink.doors import Doors
from schoolwacht_agent.uplink.line import LineTrouble
from schoolwacht_protos.v1.identity_pb2 import RenewRequest

log = logging.getLogger(__name__)

TRY_AGAIN_SECONDS = 3600.0


class Renewal:
    """Renews when it is time. A failure is no hurry: there is a third of the certificate's life left."""

    def __init__(self, wallet: Wallet, doors: Doors, clock: Clock) -> None:
        self._wallet = wallet
        self._doors = doors
        self._clock = clock
        self._not_before = 0.0

    def when_due(self) -> Identity | None:
        """The new identity, or None when it is not time or did not work."""
        now, steady = self._clock.now(), self._clock.steady()
        before = self._doors.identity
        if steady < self._not_before or not self._clock.confirmed or not before.renewal_due(now):
            return None
        self._not_before = steady + TRY_AGAIN_SECONDS
        try:
            pending = self._wallet.prepare()
            reply = self._doors.call(lambda line: line.renew(RenewRequest(signing_request=pending.request)))
            identity = self._wallet.renewed(before, pending, reply.certificate, reply.renew_after_ms)
        except (LineTrouble, keys.KeyTrouble, OSError) as trouble:
            log.warning("the certificate could not be renewed, which is tried again in an hour: %s", trouble)
            return None
        log.info("the certificate was renewed and is good until %s", f"{identity.expires:%Y-%m-%d}")
        self._doors.use(identity)
        return identity
