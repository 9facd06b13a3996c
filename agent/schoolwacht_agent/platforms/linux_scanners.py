"""Which scanners against malware a Linux computer has, each asked by its own program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from schoolwacht_agent.platforms import clamav, linux_antivirus, programs, units
from schoolwacht_agent.platforms.scanner import Scanner

_SECONDS = 10.0
# Scanners that tell nothing to a program without an account of theirs; a unit that runs is all that is known.
_UNITS = {
    "eea": "ESET Endpoint Antivirus",
    "eraagent": "ESET Management Agent",
    "kesl": "Kaspersky Endpoint Security",
    "kesl-supervisor": "Kaspersky Endpoint Security",
    "sophos-spl": "Sophos Protection for Linux",
    "sav-protect": "Sophos Anti-Virus",
    "ds_agent": "Trend Micro Deep Security",
    "mfetpd": "Trellix Endpoint Security",
    "cbagentd": "Carbon Black Cloud",
    "wazuh-agent": "Wazuh",
    "elastic-agent": "Elastic Agent",
    "fsaua": "WithSecure Linux Protection",
    "drweb-configd": "Dr.Web",
}
_AGENTS = frozenset({"eraagent", "wazuh-agent", "elastic-agent"})
"""These report on a machine; they do not scan it by themselves."""


def look(root: Path) -> list[Scanner]:
    """Every product once, by name. `root` is where its programs and files lie."""
    active = units.active(root)
    found: list[Scanner] = [
        linux_antivirus.scanner_of(name, lambda *words: _ask(root, *words)) for name in _present(root)
    ]
    own = clamav.look(root, active)
    found += [own] if own else []
    known = {scanner.product for scanner in found}
    running = {product for unit, product in _UNITS.items() if unit in active and unit not in _AGENTS}
    found += [Scanner(product) for product in running - known]
    return sorted(found, key=lambda scanner: scanner.product)


def _present(root: Path) -> list[str]:
    places = {name: root / folder.lstrip("/") for name, (folder, _) in linux_antivirus.COMMANDS.items()}
    return [name for name, folder in places.items() if programs.find(name, (folder,)) is not None]


def _ask(root: Path, folder: str, name: str, *arguments: str) -> str | None:
    folders: Sequence[Path] = (root / folder.lstrip("/"),)
    try:
        return programs.ask(name, *arguments, seconds=_SECONDS, folders=folders).text
    except programs.NoAnswer:
        return None
