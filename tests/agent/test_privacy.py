"""Nothing of the person behind a machine leaves it: every reader looks at machines that are full of such things."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
import pytest

from agent.personal_machine import HIVES, HOME, KEY, MAIL, MARKERS, ask, everything, linux, programs
from agent.platforms.windows.trees import hives, machine
from agent.spooling import ALL, open_spool
from schoolwacht_agent import probes, surveys
from schoolwacht_agent.clock import Clock
from schoolwacht_agent.platforms import (
    linux_hardware,
    linux_protection,
    linux_scanners,
    listening,
    software_books,
    usb_devices,
)
from schoolwacht_agent.platforms.identity_evidence import Evidence, signals
from schoolwacht_agent.platforms.windows import hardware as windows_hardware
from schoolwacht_agent.platforms.windows import (
    licensing,
    office,
    office_subscriptions,
    protection,
    scanners,
)
from schoolwacht_agent.platforms.windows import security as windows_security
from schoolwacht_agent.platforms.windows import software_books as windows_books
from schoolwacht_agent.platforms.windows import surroundings as windows_surroundings
from schoolwacht_agent.probe import Finding, FreshnessCheck, Gauge, NoData, Probe, Surroundings, Table
from schoolwacht_agent.rounds import Rounds
from schoolwacht_agent.surveys import (
    antivirus,
    around,
    backup_records,
    clock_source,
    crashes,
    file_systems,
    hardware,
    identity_signals,
    listening_ports,
    os_licences,
    peripherals,
    raid,
    security,
    software,
    updates,
    ups,
)
from schoolwacht_agent.tally import Tally

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
LOGS = ("var/log/restic.log", "var/log/borg.log", "var/backups/db.sql")
SUBSCRIPTION = f'{{"ProductReleaseId":"O365ProPlusRetail","Status":"Active","Type":"User","UserId":"{MAIL}","Metadata":{{"EmailAddress":"{MAIL}"}},"NotAfter":"2027-01-01T00:00:00Z"}}'  # noqa: E501 - as Office writes it


def leaving(folder: Path, probes: Iterable[Probe]) -> bytes:
    """All that the agent's own rounds put into a spool, as it goes over the wire, with what explains the frames."""
    folder.mkdir(exist_ok=True)
    tally = Tally()
    spool = open_spool(folder, tally=tally)
    rounds = Rounds(spool, Clock(), tally, folder)
    for probe in probes:
        rounds.run([probe])
    batches = spool.take(2**60, ALL, 2**40)
    return b"\n".join([*(batch.payload for batch in batches), *spool.dictionaries_for(batches).values()])


def as_probe(name: str, found: Callable[[], Iterable[Finding]]) -> Probe:
    """A probe that finds this, and emits whatever it finds."""
    try:
        told = list(found())
    except NoData as nothing:
        reason = nothing
        return Probe(name, timedelta(hours=6), (), partial(_nothing, reason))
    emits = {
        id(thing): thing
        for thing in (getattr(one, "table", None) or getattr(one, "gauge", None) for one in told)
        if thing
    }
    assert all(isinstance(thing, (Table, Gauge)) for thing in emits.values())
    return Probe(name, timedelta(hours=6), tuple(emits.values()), lambda _: told)


def _nothing(reason: NoData, _: Surroundings) -> Iterable[Finding]:
    raise reason


def given_away(said: bytes, markers: Iterable[str] = MARKERS) -> list[str]:
    """Which of these are in there, in any case and encoding."""
    plain = said.lower()
    return [
        marker
        for marker in markers
        if any(marker.lower().encode(encoding) in plain for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
        or marker.lower() in said.decode("utf-8", errors="replace").casefold()
    ]


def linux_looks(root: Path, folders: list[Path]) -> dict[str, Callable[[], Iterable[Finding]]]:
    """Every survey of Linux, upon this root."""
    checks = tuple(
        FreshnessCheck(f"job{number}", str(root / log), timedelta(days=1)) for number, log in enumerate(LOGS)
    )
    whole = linux_hardware.look(root)
    evidence = Evidence(whole.computer, whole.disks or (), whole.cards or (), "0123456789abcdef0123456789abcdef")
    return {
        "antivirus": lambda: antivirus.rows(linux_scanners.look(root)),
        "around": lambda: around.linux(root, folders),
        "backup_records": lambda: backup_records.findings(Surroundings(NOW, root, checks), root),
        "clock_source": lambda: clock_source.findings(clock_source.look(root, lambda: True, folders)),
        "crashes": lambda: crashes.look(root, NOW),
        "file_systems": lambda: file_systems.look(root),
        "hardware": lambda: hardware.rows(whole),
        "identity_signals": lambda: identity_signals.rows(signals(evidence)),
        "listening_ports": lambda: listening_ports.rows(listening.look(root / "proc")),
        "os_licences": lambda: os_licences.on_linux(root),
        "peripherals": lambda: peripherals.rows(usb_devices.devices(root / "sys/bus/usb/devices")),
        "raid": lambda: raid.look(root, folders),
        "security": lambda: [security.row(linux_protection.look(root, folders))],
        "software": lambda: software.of_books(software_books.books(root, folders)),
        "updates": lambda: updates.Office(root, folders, "6.1.0-28-amd64").take(Surroundings(NOW, root)),
        "ups": lambda: ups.look(folders),
    }


def windows_looks() -> dict[str, Callable[[], Iterable[Finding]]]:
    """Every reader of Windows that can be fed here."""
    local, users = machine(HIVES), hives(HIVES)
    guards = windows_security.gather(ask, local, 2)
    around_it = windows_surroundings.around(ask, local)
    registered = local(office.OFFICE)
    assert registered is not None
    found = office_subscriptions.parse(SUBSCRIPTION.encode("utf-16"), NOW)
    return {
        "hardware": lambda: hardware.rows(windows_hardware.Look(ask, local).whole(None)),
        "software": lambda: software.rows(windows_books.programs(local, users)),
        "security": lambda: [security.row(protection.of(guards))],
        "antivirus": lambda: antivirus.rows(scanners.joined(guards.antivirus or (), guards.defender)),
        "around": lambda: [
            around.AROUND(kind="around", shares=around_it.shares, directory=around_it.directory),
            *around.services(around_it.services or ()),
            *around.guests(around_it.guests or ()),
        ],
        "peripherals": lambda: peripherals.rows(peripherals.of_windows(everything("Win32_PnPEntity"))),
        "os_licences": lambda: [
            *os_licences.of_activation(licensing.licences(everything("SoftwareLicensingProduct"))),
            *os_licences.of_registry(office.registrations(registered)),
            *os_licences.of_click_to_run(office.releases(local(office.CLICK_TO_RUN))),
            *os_licences.of_subscriptions([found] if found else []),
            os_licences.of_firmware(licensing.key_in_firmware(everything("SoftwareLicensingService"))),
            os_licences.unknown_windows(local(r"SOFTWARE\Microsoft\Windows NT\CurrentVersion")),
        ],
    }


@pytest.mark.skipif(sys.platform == "win32", reason="fakes programs of Linux by scripts")
def test_a_linux_computer_of_a_pupil_keeps_her_secrets(tmp_path: Path) -> None:
    looks = linux_looks(linux(tmp_path / "root"), [programs(tmp_path / "bin")])
    told = 0
    for name, look in looks.items():
        probe = as_probe(name, look)
        said = leaving(tmp_path / name, [probe])
        assert not given_away(said), f"{name} gives away {given_away(said)}"
        told += bool(probe.emits)
    assert told > len(looks) / 2, "hardly anything was found, so nothing was proved"


def test_a_windows_computer_of_a_pupil_keeps_her_secrets(tmp_path: Path) -> None:
    for name, look in windows_looks().items():
        said = leaving(tmp_path / name, [as_probe(name, look)])
        assert b"\n" in said
        assert not given_away(said), f"{name} gives away {given_away(said)}"


def test_the_last_five_signs_of_a_key_are_all_of_it_that_may_leave(tmp_path: Path) -> None:
    look = windows_looks()["os_licences"]
    said = leaving(tmp_path, [as_probe("os_licences", look)])
    assert KEY[-5:].encode() in said
    assert KEY[-11:-6].encode() not in said


def test_what_this_machine_itself_says_of_itself_holds_no_address_and_no_account(tmp_path: Path) -> None:
    everyone = [*probes.load().values(), *surveys.load().values()]
    said = leaving(tmp_path, [*everyone, *(probe for probe in everyone if probe.name in {"net", "cpu"})])
    assert len(said) > 5000
    assert not given_away(said, own_secrets())


def own_secrets() -> list[str]:
    """Addresses and home of the machine of the tests, and who runs them, unless everybody is called so."""
    found = [
        address.address.partition("%")[0]
        for each in psutil.net_if_addrs().values()
        for address in each
        if "." in address.address and not address.address.startswith(("127.", "255.", "0."))
    ]
    person = getpass.getuser()
    if person not in {"root", "runner", "build", "user"} and len(person) > 4:
        found += [f"/home/{person}", person]
    return [*found, HOME]


def test_the_search_itself_finds_what_leaves(tmp_path: Path) -> None:
    leak = partial(iter, [around.SERVICES(service=f"backup of {HOME}", state="failed")])
    assert given_away(leaving(tmp_path, [as_probe("around", leak)])) == [MARKERS[0]]
