"""Updates of a Mac: /Library/Preferences/com.apple.SoftwareUpdate.plist, which softwareupdated keeps.

`RecommendedUpdates` lists what the last search found, `LastSuccessfulDate` and `LastFullSuccessfulDate` say when that
was, `AutomaticallyInstallMacOSUpdates` and `CriticalUpdateInstall` what comes by itself (Apple's Platform Deployment,
"SoftwareUpdate"). No Mac was at hand: documented format only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_agent.platforms.macos import plist
from schoolwacht_agent.platforms.update_state import State, changed_ms, latest

FILE = "Library/Preferences/com.apple.SoftwareUpdate.plist"
_RECEIPTS = "Library/Receipts/InstallHistory.plist"
_SECURITY = ("security", "xprotect", "mrt", "safari", "rapid")
_MOST = 1000


def state_of(settings: plist.Value, installed_ms: int | None = None) -> State | None:
    """The state by the file; None for what is no such file."""
    if not isinstance(settings, dict):
        return None
    listed = settings.get("RecommendedUpdates")
    names = [_name(entry) for entry in listed[:_MOST]] if isinstance(listed, list) else None
    if names is None and settings.get("LastUpdatesAvailable") == 0:
        names = []
    automatic = settings.get("AutomaticallyInstallMacOSUpdates")
    return State(
        "macos",
        pending=None if names is None else len(names),
        pending_security=None if names is None else sum(1 for name in names if any(word in name for word in _SECURITY)),
        last_success_ms=installed_ms,
        last_check_ms=latest(_ms(settings.get("LastSuccessfulDate")), _ms(settings.get("LastFullSuccessfulDate"))),
        automatic=bool(automatic) if isinstance(automatic, int) else None,
    )


def _name(entry: plist.Value) -> str:
    if not isinstance(entry, dict):
        return ""
    return " ".join(str(entry.get(name, ""))[:200] for name in ("Display Name", "Identifier")).casefold()


def _ms(moment: object) -> int | None:
    if not isinstance(moment, datetime):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # plists tell UTC without saying so
    try:
        return int(aware.timestamp() * 1000)
    except (OverflowError, ValueError, OSError):
        return None


def look(root: Path = Path("/")) -> State | None:
    """The state of this Mac; None where there is no such file. Every installation is added to the history."""
    found = plist.read_file(root / FILE)
    return None if found is None else state_of(found.value, changed_ms((root / _RECEIPTS,)))
