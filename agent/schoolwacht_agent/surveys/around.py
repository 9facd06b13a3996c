"""What is around the machine: what it shares, whom it belongs to, services in trouble, guests that it carries."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from schoolwacht_agent.platforms import domain_membership, nfs_exports, programs, samba_shares, units, virtual_machines
from schoolwacht_agent.platforms.system_files import NotReadable
from schoolwacht_agent.platforms.units import Service
from schoolwacht_agent.platforms.virtual_machines import Guests
from schoolwacht_agent.platforms.windows import surroundings
from schoolwacht_agent.probe import Column, Group, Kind, Missing, NoData, Probe, Row, Surroundings, Table

AROUND = Table(
    "around",
    "What the machine shares and whom it belongs to: one row. What has no value could not be told.",
    {
        "kind": Column(Kind.TEXT, "Always `around`."),
        "shares": Column(Kind.INTEGER, "Folders that it shares with others by SMB; not those that Windows makes.", "1"),
        "shares_without_account": Column(Kind.INTEGER, "Those of them that need no account.", "1"),
        "nfs_exports": Column(Kind.INTEGER, "Folders that it exports by NFS.", "1"),
        "directory": Column(
            Kind.TEXT,
            "The directory it belongs to: `active_directory`, `entra`, `entra_hybrid`, `ipa`, `ldap` or `none`.",
        ),
        "managed_by": Column(Kind.TEXT, "What manages it from afar, for example intune, opsi, puppet; empty for none."),
    },
    key=("kind",),
)
SERVICES = Table(
    "troubled_services",
    "Services that should run and do not. No row means that all of them do.",
    {
        "service": Column(Kind.TEXT, "Its name; of a template without what it was started for."),
        "state": Column(Kind.TEXT, "`failed`, or `stopped` though it is to start with the system."),
        "reason": Column(Kind.TEXT, "The system's word for why: exit-code, timeout, oom-kill, ...; Windows: a number."),
    },
    key=("service",),
)
GUESTS = Table(
    "guests",
    "Virtual machines and containers on this machine, counted by what runs them.",
    {
        "what": Column(Kind.TEXT, "`vm` or `container`."),
        "program": Column(Kind.TEXT, "What runs them, for example libvirt, docker, podman, lxc, hyper-v."),
        "kept": Column(Kind.INTEGER, "How many there are, running or not.", "1"),
        "running": Column(Kind.INTEGER, "How many run now.", "1"),
    },
    key=("what", "program"),
)
_WHY = {
    "not_installed": "this system does not run systemd",
    "timed_out": "systemd did not answer in time",
    "failed": "systemd does not run here",
}


def services(found: Iterable[Service]) -> Iterator[Row]:
    """A row for each service in trouble."""
    for one in found:
        yield SERVICES(service=one.name, state=one.state, reason=one.reason)


def guests(found: Iterable[Guests]) -> Iterator[Row]:
    """A row for each kind of guest."""
    for one in found:
        yield GUESTS(what=one.what, program=one.program, kept=one.kept, running=one.running)


def linux(root: Path, folders: Sequence[Path] = programs.FOLDERS) -> Iterator[Row | Missing]:
    """Everything around a Linux computer."""
    yield _around(root)
    yield from guests(virtual_machines.look(root))
    try:
        yield from services(units.look(folders))
    except programs.NoAnswer as nothing:
        yield Missing(SERVICES, _WHY.get(str(nothing), "systemd gave no answer"), "")


def _around(root: Path) -> Row:
    shares = without_account = exports = directory = None
    # What may not be read leaves its cell empty: not known.
    with suppress(NotReadable):
        samba = samba_shares.look(root)
        shares, without_account = (samba.shared, samba.without_account) if samba else (0, 0)
    with suppress(NotReadable):
        exports = nfs_exports.look(root) or 0
    with suppress(NotReadable):
        directory = domain_membership.look(root)
    return AROUND(
        kind="around",
        shares=shares,
        shares_without_account=without_account,
        nfs_exports=exports,
        directory=directory,
        managed_by=", ".join(domain_membership.managers(root)) or None,
    )


def windows() -> Iterator[Row | Missing]:
    """Everything around a Windows computer."""
    found = surroundings.look()
    yield AROUND(
        kind="around",
        shares=found.shares,
        directory=found.directory,
        managed_by=", ".join(found.managers) or None,
    )
    if found.services is None:
        yield Missing(SERVICES, "Windows did not tell of its services", "Run the agent as a service.")
    else:
        yield from services(found.services)
    if found.guests is not None:
        yield from guests(found.guests)


def take(_: Surroundings) -> Iterator[Row | Missing]:
    """The rows of now."""
    if sys.platform == "linux":
        yield from linux(Path("/"))
    elif sys.platform == "win32":
        yield from windows()
    else:
        raise NoData("what is around this system is not read yet")


PROBE = Probe(
    "around",
    timedelta(hours=6),
    (AROUND, SERVICES, GUESTS),
    take,
    about="What the machine shares, whom it belongs to, services in trouble, guests.",
    patience=timedelta(seconds=60),
    group=Group.AROUND,
)
