"""The last message as it was sent, kept so that anybody can see what leaves the machine (`schoolwacht-agent show`)."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from schoolwacht_protos.v1.ingest_pb2 import PushRequest

log = logging.getLogger(__name__)

NAME = "last-message.bin"
MOST_BYTES = 256 * 1024
"""A larger one (a first inventory, a backlog) is kept without what does not fit: this is written every minute."""


def keep(home: Path, request: PushRequest) -> None:
    """Replaces the kept message. Not flushed to the disk: losing it in a power cut loses nothing."""
    kept = PushRequest()
    kept.CopyFrom(request)
    while kept.ByteSize() > MOST_BYTES and kept.batches:
        del kept.batches[0]
    making = home / f".{NAME}.new"
    try:
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(kept.SerializeToString())
        making.replace(home / NAME)
    except OSError as error:
        log.debug("the last message could not be kept: %s", error)


def read(home: Path) -> PushRequest | None:
    """The kept message, if there is one."""
    try:
        return PushRequest.FromString((home / NAME).read_bytes())
    except FileNotFoundError:
        return None
