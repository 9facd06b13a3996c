"""Counts what became of batches since the start, by answer."""

from __future__ import annotations

from collections import Counter
from typing import Any

from schoolwacht_collector.entrypoints.grpc_ingest.ingest import IngestServicer
from schoolwacht_protos.v1 import ingest_pb2 as pb

_NAMES = {number: name.lower() for name, number in pb.BatchAnswer.Outcome.items()}


class CountedIngest(IngestServicer):
    """The ingest door, with a tally. Only the event loop counts, so no lock is needed."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as IngestServicer
        super().__init__(*given, **named)
        self.outcomes: Counter[str] = Counter(dict.fromkeys(("stored", "refused", "later"), 0))

    async def push(self, data: bytes, context: Any) -> pb.PushReply:  # noqa: ANN401 - grpc's, which has its home
        """See IngestServicer."""
        reply = await super().push(data, context)
        for answer in reply.answers:
            self.outcomes[_NAMES[answer.outcome]] += 1
        return reply
