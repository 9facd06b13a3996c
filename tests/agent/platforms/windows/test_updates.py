"""Updates of Windows."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from schoolwacht_agent.platforms.reboot import Reboot
from schoolwacht_agent.platforms.windows import registry_export
from schoolwacht_agent.platforms.windows.registry import Key
from schoolwacht_agent.platforms.windows.updates import Machine, Session, Waiting, reboot, session_of, state

SECURITY = "0fa1201d-4330-4fa8-8ae9-b877473b6441"
DEFINITIONS = "e0789628-ce08-4437-be74-2495b842f43b"
MANAGER = r"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager]" + "\n"
UPDATE = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update"
POLICY = r"[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU]" + "\n"


def machine(*parts: str) -> Machine:
    export = registry_export.parse(("Windows Registry Editor Version 5.00\r\n\r\n" + "".join(parts)).encode())

    def key(path: str) -> Key | None:
        return export.root.child(rf"HKEY_LOCAL_MACHINE\{path}")

    return key


def test_signatures_of_defender_are_no_update_that_waits() -> None:
    waiting = (Waiting(frozenset({SECURITY})), Waiting(frozenset({DEFINITIONS})), Waiting(frozenset()))
    found = state(Session(waiting), machine())

    assert (found.source, found.pending, found.pending_security) == ("windows", 2, 1)


def test_what_the_agent_does_not_say_is_unknown() -> None:
    found = state(Session(), machine())

    assert (found.pending, found.pending_security, found.last_success_ms, found.last_check_ms) == (None,) * 4


def test_the_last_success_comes_from_the_agent_or_the_registry() -> None:
    old = f'[{UPDATE}\\Results\\Install]\n"LastSuccessTime"="2020-01-02 03:04:05"\n'

    assert state(Session(), machine(old)).last_success_ms == 1_577_934_245_000
    new = Session(None, datetime(2026, 1, 1, tzinfo=UTC), datetime(1899, 12, 30, tzinfo=UTC))
    assert state(new, machine(old)).last_success_ms == 1_767_225_600_000
    assert state(new, machine()).last_check_ms is None


@pytest.mark.parametrize(
    ("policy", "automatic"),
    [
        ("", True),
        (POLICY + '"NoAutoUpdate"=dword:00000001\n', False),
        (POLICY + '"AUOptions"=dword:00000002\n', False),
        (POLICY + '"AUOptions"=dword:00000004\n', True),
    ],
)
def test_windows_installs_by_itself_unless_a_policy_says_no(policy: str, automatic: bool) -> None:  # noqa: FBT001 - plain data
    assert state(Session(), machine(policy)).automatic is automatic


def test_the_need_to_start_anew_has_reasons() -> None:
    flags = f"[{UPDATE}\\RebootRequired]\n"
    names = "".join(
        rf"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ComputerName\{part}]" + f'\n"ComputerName"="{name}"\n'
        for part, name in (("ActiveComputerName", "PC1"), ("ComputerName", "PC2"))
    )

    assert reboot(machine()) == Reboot(None)
    assert reboot(machine(MANAGER)) == Reboot(False)
    assert reboot(machine(MANAGER, flags)) == Reboot(True, None, "updates")
    assert reboot(machine(MANAGER, names)) == Reboot(True, None, "new computer name")


class Listed(list[Any]):
    """A collection as automation shows it."""

    @property
    def Count(self) -> int:  # noqa: N802 - the name automation gives it
        return len(self)

    def Item(self, place: int) -> Any:  # noqa: ANN401, N802 - an automation object
        return self[place]


def test_the_agent_is_asked_offline() -> None:
    update = SimpleNamespace(Categories=Listed([SimpleNamespace(CategoryID=SECURITY.upper())]), MsrcSeverity=None)
    searcher = SimpleNamespace(Online=True, Search=lambda _: SimpleNamespace(Updates=Listed([update])))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    made = {
        "Microsoft.Update.Session": SimpleNamespace(CreateUpdateSearcher=lambda: searcher),
        "Microsoft.Update.AutoUpdate": SimpleNamespace(Results=SimpleNamespace(LastInstallationSuccessDate=moment)),
    }

    assert session_of(lambda name: made[name]) == Session((Waiting(frozenset({SECURITY})),), moment, None)
    assert searcher.Online is False
    assert session_of(lambda _: None) == Session()
