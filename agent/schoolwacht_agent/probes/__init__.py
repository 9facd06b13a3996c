"""Everything that measures, one file each. A module here is registered by having a PROBE; there is no list."""

from __future__ import annotations

import importlib
import pkgutil

from schoolwacht_agent.probe import Probe


def load() -> dict[str, Probe]:
    """Every probe by name. A module without one, or one that fails to import, stops the agent at start."""
    probes: dict[str, Probe] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        probe = importlib.import_module(f"{__name__}.{module}").PROBE
        if not isinstance(probe, Probe) or probe.name != module:
            raise TypeError(f"probes/{module}.py must have a Probe named {module!r} under the name PROBE")
        probes[module] = probe
    return probes
