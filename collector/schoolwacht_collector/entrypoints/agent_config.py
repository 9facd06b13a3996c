"""The configuration that agents get: typed data, the same for all devices of a class."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from schoolwacht_collector.books.devices import Caller
from schoolwacht_protos.v1 import ingest_pb2 as pb

MOST_ADDRESSES = 8
"""As many as an agent tries."""


class AgentConfigs:
    """Makes configurations, and gives each a revision that changes when anything in it does."""

    def __init__(self, push_every_seconds: int, addresses: Sequence[str] = ()) -> None:
        """Takes the rhythm, and where agents reach the collector now and after a move, the first one first."""
        self._push_every_seconds = push_every_seconds
        self._addresses = list(dict.fromkeys(addresses))[:MOST_ADDRESSES]
        self._made: dict[str, pb.AgentConfig] = {}

    def of(self, caller: Caller) -> pb.AgentConfig:
        """The configuration for this device."""
        device_class = caller.device.device_class.value
        config = self._made.get(device_class)
        if config is None:
            config = pb.AgentConfig(
                push_every_seconds=self._push_every_seconds, device_class=device_class, addresses=self._addresses
            )
            digest = hashlib.sha256(config.SerializeToString(deterministic=True)).digest()
            config.revision = int.from_bytes(digest[:3], "big") or 1  # few bytes: it goes over the wire with every push
            self._made[device_class] = config
        return config
