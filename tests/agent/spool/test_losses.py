from __future__ import annotations

from agent.spooling import frame
from schoolwacht_agent.spool.losses import Losses
from schoolwacht_agent.spool.waiting import name_frame

NAME = (b"x" * 16, 1)


def test_losses_add_up_by_reason_and_survive_on_disk() -> None:
    losses = (
        Losses()
        .with_batches("full", [name_frame(frame(50), NAME), name_frame(frame(20), NAME)])
        .with_batches("old", [name_frame(frame(5), NAME)])
        .with_file("spool.db.corrupt-1", "malformed")
    )
    again = Losses.from_bytes(losses.to_bytes())
    assert again == losses
    assert [dict(event.attributes) for event in again.events()] == [
        {"reason": "full", "from_ms": "20", "to_ms": "50", "samples": "2", "batches": "2"},
        {"reason": "old", "from_ms": "5", "to_ms": "5", "samples": "1", "batches": "1"},
        {"file": "spool.db.corrupt-1", "reason": "malformed"},
    ]


def test_without_losses_there_is_nothing_to_tell() -> None:
    assert Losses.from_bytes(None).events() == []
