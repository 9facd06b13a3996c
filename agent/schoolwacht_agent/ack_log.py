"""A line on disk for each batch that the collector acknowledged, with every sample in it.

It is what a test of loss compares the stores with: written and flushed before the batch leaves the spool, so that a
kill can lead to a line twice, never to an acknowledged sample without one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from schoolwacht_agent.reading_back import Definitions, points
from schoolwacht_agent.spool.waiting import Waiting


class AckLog:
    """Appends to one file."""

    def __init__(self, path: Path, definitions: Definitions) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._definitions = definitions
        _cut_torn_line(path)

    def write(self, batches: Sequence[Waiting]) -> None:
        """Notes batches that are about to leave the spool."""
        if not batches:
            return
        with self._path.open("a", encoding="utf-8") as file:
            for batch in batches:
                line = {
                    "spool_id": batch.spool_id.hex(),
                    "sequence": batch.sequence,
                    "kind": batch.kind,
                    "points": points(batch.payload, self._definitions),
                }
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _cut_torn_line(path: Path) -> None:
    """A kill may have left half a line. Its batch did not leave the spool and will be written again."""
    if path.exists():
        whole = path.read_bytes().rfind(b"\n") + 1
        os.truncate(path, whole)
