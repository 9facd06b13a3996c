"""The hardware of the computer that this runs on, by the reader of its operating system; no other one is imported."""

from __future__ import annotations

import sys

from schoolwacht_agent.platforms.machine_parts import Whole


def look() -> Whole:
    """Everything that the reader finds; the one of Linux, on a system that is none, finds that it cannot tell."""
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import hardware

        return hardware.look()
    if sys.platform == "darwin":
        from schoolwacht_agent.platforms.macos import hardware

        return hardware.look()
    from schoolwacht_agent.platforms import linux_hardware

    return linux_hardware.look()
