"""The configuration that agents get: typed data, the same for all devices of a class."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence

from schoolwacht_collector.books.devices import Caller
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.licence_matching import Title
from schoolwacht_protos.v1 import ingest_pb2 as pb

MOST_ADDRESSES = 8
"""As many as an agent tries."""
MOST_TITLES, MOST_PROGRAMS = 200, 8
"""As many as an agent counts."""


def _nowhere() -> Collection[DeviceClass]:
    return ()


class AgentConfigs:
    """Makes configurations, and gives each a revision that changes when anything in it does."""

    def __init__(
        self,
        push_every_seconds: int,
        addresses: Sequence[str] = (),
        titles: Iterable[Title] = (),
        measured: Callable[[], Collection[DeviceClass]] = _nowhere,
    ) -> None:
        """Takes the rhythm, where agents reach the collector now and after a move, the first one first, and the titles.

        `measured` are the classes of devices of which it is counted which titles run; only those are told the titles.
        """
        self._push_every_seconds = push_every_seconds
        self._addresses = list(dict.fromkeys(addresses))[:MOST_ADDRESSES]
        known = [title for title in titles if title.programs][:MOST_TITLES]
        self._usage = [pb.UsageTitle(title=one.title_id, programs=one.programs[:MOST_PROGRAMS]) for one in known]
        self._measured = measured
        self._made: dict[tuple[str, bool], pb.AgentConfig] = {}

    def of(self, caller: Caller) -> pb.AgentConfig:
        """The configuration for this device."""
        kind = caller.device.device_class
        wanted = (kind.value, kind in self._measured())
        config = self._made.get(wanted)
        if config is None:
            config = pb.AgentConfig(
                push_every_seconds=self._push_every_seconds,
                device_class=kind.value,
                addresses=self._addresses,
                usage=self._usage if wanted[1] else (),
            )
            digest = hashlib.sha256(config.SerializeToString(deterministic=True)).digest()
            config.revision = int.from_bytes(digest[:3], "big") or 1  # few bytes: it goes over the wire with every push
            self._made[wanted] = config
        return config
