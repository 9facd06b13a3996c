"""What this machine says of itself when it asks to be enrolled: claims for the person who approves."""

from __future__ import annotations

import hashlib
import platform
import socket
from contextlib import suppress
from pathlib import Path

from schoolwacht_agent import version
from schoolwacht_agent.clean_text import clean
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_protos.v1.enrolment_pb2 import Claims, IdentitySignal

_SALT = b"schoolwacht-agent/1\0"
_MACHINE_ID = Path("/etc/machine-id")
_MOST_SIGNALS = 64
_SERIAL = Path("/sys/class/dmi/id/product_serial")


def describe() -> Claims:
    """The claims of now."""
    return Claims(
        host=clean(socket.gethostname(), 255),
        operating_system=clean(_operating_system(), 255),
        agent_version=version.release(),
        machine_hash=machine_hash(),
        serial=_serial(),
        signals=_signals(),
    )


def _signals() -> list[IdentitySignal]:
    """Signs by which the collector knows this machine again, salted; none where the machine does not show any."""
    from schoolwacht_agent.platforms import this_computer
    from schoolwacht_agent.platforms.identity_evidence import signals
    from schoolwacht_agent.platforms.this_identity import gathered

    try:
        found = signals(gathered(this_computer.look()))
    except Exception:  # noqa: BLE001 - a machine whose firmware speaks nonsense joins all the same
        return []
    return [IdentitySignal(signal=sign.kind, value=sign.value) for sign in found[:_MOST_SIGNALS]]


def machine_hash() -> str:
    """The machine's own id, salted: machine-id(5) asks not to give the id itself away."""
    with suppress(OSError, ValueError):
        number = bytes.fromhex(_MACHINE_ID.read_text().strip())
        return hashlib.sha256(_SALT + number).hexdigest()
    return ""


def _operating_system() -> str:
    with suppress(OSError):
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{platform.system()} {platform.release()}"


def _serial() -> str:
    # The firmware's serial number is for root to read; without it, enrolment works all the same.
    with suppress(OSError):
        return clean(told(_SERIAL.read_text(errors="replace")) or "", 128)
    return ""
