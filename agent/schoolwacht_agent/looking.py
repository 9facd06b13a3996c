"""One probe, one look. The one place in the agent that catches every failure: a probe must never stop the others."""

from __future__ import annotations

from dataclasses import dataclass

from schoolwacht_agent.probe import Finding, NoData, Probe, Surroundings


@dataclass(frozen=True, slots=True)
class Look:
    """What a probe found, whole or not at all: half a table would look like rows that went."""

    found: tuple[Finding, ...] | None
    nothing: str = ""
    """Why there is nothing to measure here, which is no failure."""
    remedy: str = ""
    """What a person could do about that."""
    flaw: str = ""
    """What went wrong."""


def look(probe: Probe, surroundings: Surroundings) -> Look:
    """Lets a probe look."""
    try:
        return Look(tuple(probe.take(surroundings)))
    except NoData as nothing:
        return Look(None, nothing=str(nothing) or "nothing to measure", remedy=nothing.remedy)
    except Exception as error:  # noqa: BLE001 - see the module: this is the agent's one catch-all
        return Look(None, flaw=f"{type(error).__name__}: {error}")
