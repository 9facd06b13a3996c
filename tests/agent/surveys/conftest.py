"""Surveys are tested with what probes are tested with."""

from __future__ import annotations

from agent.probes.conftest import declared, live, surroundings

__all__ = ["declared", "live", "surroundings"]
