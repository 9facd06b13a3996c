r"""Updates of Windows: what waits by its own last search, when there were some last, whether it must start anew.

What waits: Windows Update Agent's searcher, told to stay offline (IUpdateSearcher.Online, learn.microsoft.com), which
looks through what the last search fetched. Starting anew: the keys RebootRequired of Windows Update, RebootPending of
Component Based Servicing, files to be renamed at the next start (PendingFileRenameOperations) and a new name of the
computer. Automatic: policy key WindowsUpdate\AU; without one Windows installs by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from schoolwacht_agent.platforms.reboot import Reboot
from schoolwacht_agent.platforms.update_state import State, latest, moment_ms
from schoolwacht_agent.platforms.windows import registry
from schoolwacht_agent.platforms.windows.registry import Key, number_of, text_of

_UPDATE = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update"
_SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
_SESSION_MANAGER = r"SYSTEM\CurrentControlSet\Control\Session Manager"
_NAMES = r"SYSTEM\CurrentControlSet\Control\ComputerName"
_POLICY = r"SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU"
_ASKS_FIRST = frozenset({1, 2, 5})  # AUOptions: off, tell before fetching, as the local administrator likes
_SECURITY = frozenset({"0fa1201d-4330-4fa8-8ae9-b877473b6441", "e6cf1350-c01b-414d-a61f-263d14d133b4"})
"""Categories "Security Updates" and "Critical Updates"; their names are translated, their numbers are not."""
_DEFINITIONS = "e0789628-ce08-4437-be74-2495b842f43b"
"""Signatures of Defender come several times a day, and are no update that waits."""
_SECONDS = 45.0
_MOST = 2000
Machine = Callable[[str], "Key | None"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update that waits: the numbers of its categories, and how grave Microsoft calls what it mends."""

    categories: frozenset[str]
    severity: str = ""

    @property
    def is_security(self) -> bool:
        """Whether it mends a known danger."""
        return bool(self.severity) or bool(_SECURITY & self.categories)


@dataclass(frozen=True, slots=True)
class Session:
    """What Windows Update Agent said."""

    waiting: tuple[Waiting, ...] | None = None
    installed: datetime | None = None
    searched: datetime | None = None


def state(session: Session, machine: Machine) -> State:
    """The state by agent and registry."""
    waiting = None
    if session.waiting is not None:
        waiting = [one for one in session.waiting if _DEFINITIONS not in one.categories]
    results = machine(rf"{_UPDATE}\Results")
    return State(
        "windows",
        pending=None if waiting is None else len(waiting),
        pending_security=None if waiting is None else sum(1 for one in waiting if one.is_security),
        last_success_ms=latest(_ms(session.installed), _result(results, "Install")),
        last_check_ms=latest(_ms(session.searched), _result(results, "Detect")),
        automatic=automatic(machine(_POLICY)),
    )


def _result(results: Key | None, what: str) -> int | None:
    """Up to Windows 8.1 the registry holds it, in UTC."""
    key = results.child(what) if results else None
    said = text_of(key, "LastSuccessTime") if key else None
    return moment_ms(f"{said} +0000", "%Y-%m-%d %H:%M:%S %z") if said else None


def _ms(moment: datetime | None) -> int | None:
    if moment is None or moment.year < 2000:  # noqa: PLR2004 - the agent says 1899 or 1601 for never
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def automatic(policy: Key | None) -> bool | None:
    """Whether updates are installed without anybody asking for them."""
    if policy is None:
        return True  # what Windows 10 and 11 do when nobody says otherwise
    if number_of(policy, "NoAutoUpdate") == 1:
        return False
    options = number_of(policy, "AUOptions")
    return True if options is None else options not in _ASKS_FIRST


def reboot(machine: Machine) -> Reboot:
    """Whether Windows must start anew, and why; unknown where the registry does not answer."""
    manager = machine(_SESSION_MANAGER)
    if manager is None:
        return Reboot(None)
    reasons: list[str] = []
    since: list[int] = []
    for path, name, word in ((_UPDATE, "RebootRequired", "updates"), (_SERVICING, "RebootPending", "components")):
        key = machine(rf"{path}\{name}")
        if key is not None:
            reasons.append(word)
            since += [int(key.written.timestamp() * 1000)] if key.written else []
    if _renames(manager.values.get("PendingFileRenameOperations")):
        reasons.append("files in use")
    if _renamed(machine(_NAMES)):
        reasons.append("new computer name")
    return Reboot(bool(reasons), min(since, default=None), ", ".join(reasons) or None)


def _renames(value: object) -> bool:
    """Whether a file is to be replaced at the next start. Pairs without a second part only clear away what was."""
    pairs = value if isinstance(value, tuple) else ()
    return any(pairs[place] for place in range(1, len(pairs), 2))


def _renamed(names: Key | None) -> bool:
    now, then = (names.child(part) if names else None for part in ("ActiveComputerName", "ComputerName"))
    if now is None or then is None:
        return False
    one, other = text_of(now, "ComputerName"), text_of(then, "ComputerName")
    return one is not None and other is not None and one.casefold() != other.casefold()


def session_of(automation: Callable[[str], Any]) -> Session:
    """Asks the agent; `automation` makes an automation object by its name. What fails leaves its part unknown."""
    waiting: tuple[Waiting, ...] | None = None
    try:
        searcher = automation("Microsoft.Update.Session").CreateUpdateSearcher()
        searcher.Online = False
        updates = searcher.Search("IsInstalled=0 and IsHidden=0 and Type='Software'").Updates
        waiting = tuple(_waiting(updates.Item(place)) for place in range(min(updates.Count, _MOST)))
    except Exception:  # noqa: BLE001 - an automation object raises whatever it likes
        waiting = None
    moments: list[datetime | None] = []
    for name in ("LastInstallationSuccessDate", "LastSearchSuccessDate"):
        try:
            moment = getattr(automation("Microsoft.Update.AutoUpdate").Results, name)
        except Exception:  # noqa: BLE001 - the same
            moment = None
        moments.append(moment if isinstance(moment, datetime) else None)
    return Session(waiting, moments[0], moments[1])


def _waiting(update: Any) -> Waiting:  # noqa: ANN401 - an automation object
    categories = update.Categories
    numbers = (str(categories.Item(place).CategoryID).casefold() for place in range(min(categories.Count, 50)))
    return Waiting(frozenset(numbers), str(update.MsrcSeverity or ""))


def _asked() -> Iterable[Session]:
    """What the agent says in time: a search through a damaged store may never end."""
    said: list[Session] = []

    def ask() -> None:
        if sys.platform == "win32":
            import pythoncom
            from win32com.client import Dispatch

            pythoncom.CoInitialize()
            said.append(session_of(Dispatch))

    thread = Thread(target=ask, name="windows update", daemon=True)
    thread.start()
    thread.join(_SECONDS)
    return said


def look() -> tuple[State, Reboot]:
    """The state of this machine."""
    session = next(iter(_asked()), Session())
    return state(session, registry.machine), reboot(registry.machine)
