"""Inventories that look in a child process of their own, one file each; see `probe.Probe`. There is no list."""

from __future__ import annotations

import importlib
import pkgutil

from schoolwacht_agent.probe import Probe


def load() -> dict[str, Probe]:
    """Every survey by name. A module without a PROBE, or one that fails to import, is an error."""
    return {name: one(name) for name in names()}


def names() -> list[str]:
    """What there is, without importing any."""
    return sorted(info.name for info in pkgutil.iter_modules(__path__))


def one(name: str) -> Probe:
    """One survey, without importing the others."""
    survey = importlib.import_module(f"{__name__}.{name}").PROBE
    if not isinstance(survey, Probe) or survey.name != name:
        raise TypeError(f"surveys/{name}.py must have a Probe named {name!r} under the name PROBE")
    return survey
