"""`show`: the last message as it was sent, readable, so that anybody can see what leaves the machine."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator
from functools import partial

from schoolwacht_agent import last_message
from schoolwacht_agent.clock import moment
from schoolwacht_agent.commands.words import OK, Voice
from schoolwacht_agent.config import Config
from schoolwacht_agent.glimpse import definition
from schoolwacht_agent.reading_back import Definitions, points, rows
from schoolwacht_protos.v1.ingest_pb2 import Batch, Event, Payload


def main(config: Config, _flags: argparse.Namespace, voice: Voice, _stop: threading.Event) -> int:
    """Prints the message; as JSON for programs."""
    home = config.settings.home
    message = last_message.read(home)
    if message is None:
        voice.tell("nothing_sent")
        return OK
    lookup = partial(definition, home)
    if voice.as_json:
        batches = [_for_programs(batch, lookup) for batch in message.batches]
        voice.data({"sent_at": moment(message.sent_at_ms), "agent_version": message.agent_version, "batches": batches})
        return OK
    voice.show(f"{moment(message.sent_at_ms).astimezone():%Y-%m-%d %H:%M:%S}  {message.ByteSize()} bytes")
    for batch in message.batches:
        for line in _for_people(batch, lookup):
            voice.show(line)
    return OK


def _for_programs(batch: Batch, lookup: Definitions) -> dict[str, object]:
    payload = Payload.FromString(batch.payload)
    return {
        "sequence": batch.sequence,
        "bytes": len(batch.payload),
        "points": points(batch.payload, lookup),
        "tables": [
            {
                "table": update.table,
                "taken_at": moment(update.taken_at_ms),
                "snapshot": update.snapshot,
                "rows": rows(update),
                "removed_rows": update.removed_rows,
            }
            for update in payload.tables
        ],
        "events": [{"name": event.name, "attributes": _attributes(event)} for event in payload.events],
    }


def _for_people(batch: Batch, lookup: Definitions) -> Iterator[str]:
    yield f"batch {batch.sequence}, {len(batch.payload)} bytes"
    payload = Payload.FromString(batch.payload)
    for point in points(batch.payload, lookup):
        tags = "".join(f" {name}={value}" for name, value in point["tags"].items())
        value = point["number"] / 10 ** point["decimals"] if point["decimals"] else point["number"]
        yield f"  {point['measurement']}.{point['field']} {value}{tags}"
    for update in payload.tables:
        yield f"  {update.table}: {'all' if update.snapshot else 'changed'} rows, {update.removed_rows} removed"
        for row in rows(update):
            yield "    " + " ".join(f"{name}={cell!r}" for name, cell in row.items() if cell is not None)
    for event in payload.events:
        yield f"  {event.name}: {_attributes(event)}"


def _attributes(event: Event) -> dict[str, str]:
    return dict(zip(event.keys, event.values, strict=True))
