"""Questions about which machine is which."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.entrypoints.api.models.answer import Answer, Asked


class CandidateLine(Answer):
    """A device that a machine may be."""

    device_id: str = Field(examples=["4f0c61c2-6d40-4f6b-9a7a-0a3f6f8f2e11"])
    host: str = Field(examples=["lok07-pc03"])
    site: str = Field(examples=["Hoofdgebouw"])
    room: str = Field(examples=["07"])
    state: DeviceState
    last_seen: datetime | None = Field(description="When it was heard last; null before the first time.")
    reason: str = Field(
        description="Why it may be this one; docs/identity.md has them all.", examples=["same_hardware"]
    )


class QuestionLine(Answer):
    """A machine that may be a device that was known already."""

    device_id: str = Field(examples=["9a0e3c55-6f0e-4d7e-8f5e-0f4d2b7c1a90"])
    host: str = Field(description="Host name, as the machine says.", examples=["lok07-pc03"])
    site: str = Field(examples=["Hoofdgebouw"])
    room: str = Field(examples=["07"])
    moment: str = Field(
        description="`joining`: it waits for the answer; `reporting`: it reports on meanwhile.", examples=["joining"]
    )
    asked_at: datetime
    looks_like: str = Field(description="Host name of the most likely candidate.", examples=["lok07-pc03"])
    reason: str = Field(description="Why that one.", examples=["same_hardware"])
    candidates: list[CandidateLine] = Field(description="The most likely one first.")


class SameAs(Asked):
    """Which device a machine is."""

    known: str = Field(
        default="",
        max_length=255,
        description="Device id, the start of one, or a host name; empty for the only candidate.",
        examples=["4f0c61c2"],
    )
