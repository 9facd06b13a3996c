"""Licence state of Windows and Office: how they are activated, by which channel, and how long still."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from schoolwacht_agent.platforms.windows import digital_product_id
from schoolwacht_agent.platforms.windows.licensing import Licence
from schoolwacht_agent.platforms.windows.office import Registration, Release
from schoolwacht_agent.platforms.windows.office_subscriptions import Subscription, counted
from schoolwacht_agent.platforms.windows.registry import Key, text_of
from schoolwacht_agent.probe import Column, DataClass, Group, Kind, NoData, Probe, Row, Surroundings, Table

_TEXT, _NUMBER = Kind.TEXT, Kind.INTEGER
OS_LICENCES = Table(
    "os_licences",
    "What the machine knows of licences of Windows and Office. A key that is found is evidence, never an entitlement: "
    "only a proof of purchase is one.",
    {
        "source": Column(
            _TEXT,
            "Where it was found: `activation` (Windows' own account), `registry` (Office's), `click_to_run`, "
            "`subscription` (licence files of those who signed in) or `firmware`.",
        ),
        "product": Column(_TEXT, "`Windows` or `Office`."),
        "name": Column(_TEXT, "Its name as found; of a subscription with whom it is for and its state."),
        "edition": Column(_TEXT, "Edition, such as Professional, Education or HomeBusinessR."),
        "version": Column(_TEXT, "Version of Office, where told."),
        "state": Column(
            _TEXT,
            "`licensed`, `unlicensed`, `initial_grace`, `hardware_grace` (after a change of hardware), `not_genuine`, "
            "`notification` (the grace time ran out), `extended_grace`; of a subscription also `grace` and `reduced` "
            "(no editing any more); of a set-up only `installed`, or `trial`; of a key in the firmware `present` or "
            "`absent`; `unknown` where it is not told, which is not good.",
        ),
        "channel": Column(
            _TEXT,
            "How it was bought or is activated: `Retail`, `OEM:DM` (key in the firmware), `OEM:SLP`, `Volume:MAK`, "
            "`Volume:GVLK` (by a KMS host or the domain), `subscription`, `volume`, ...",
        ),
        "partial_key": Column(_TEXT, "Last five characters of the key.", data_class=DataClass.PSEUDONYMOUS),
        "generic_key": Column(_TEXT, "`yes` when everybody has this key: the licence is digital, or given by another."),
        "days_left": Column(_NUMBER, "Days until it must be renewed; of a KMS client out of 180.", "d"),
        "evaluation_ends": Column(_TEXT, "Day on which a trial edition ends, year-month-day."),
        "kms_host": Column(_TEXT, "Whether it knows a KMS host: `yes` or `no`; empty when it needs none."),
        "updates": Column(_TEXT, "Update channel of Office, for example Current or Monthly Enterprise."),
        "shared": Column(_TEXT, "Whether Office is licensed for each who logs on (shared computer): `yes` or `no`."),
        "count": Column(_NUMBER, "Licence files of this kind, of all people who ever signed in here.", "1"),
    },
    key=("source", "product", "name", "partial_key"),
)
_FIRMWARE = "Windows key of the maker"
_CURRENT_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_PROFILES = UUID("0762d272-c50a-4bb0-a382-697dcd729b80")  # FOLDERID_UserProfiles
_SECONDS = 60.0


def of_activation(found: Iterable[Licence]) -> Iterator[Row]:
    """What Windows keeps account of."""
    for one in found:
        yield OS_LICENCES(
            source="activation",
            product=one.product,
            name=one.name,
            edition=one.edition,
            state=one.state,
            channel=one.channel,
            partial_key=one.partial_key or "",
            generic_key=_word(one.generic_key),
            days_left=one.days_left,
            evaluation_ends=one.evaluation_ends,
            kms_host=_word(one.kms_host),
        )


def of_registry(found: Iterable[Registration]) -> Iterator[Row]:
    """What Office wrote into the registry when it was set up with a key."""
    for one in found:
        yield _office(
            "registry",
            one.product,
            edition=one.edition,
            version=one.version,
            state="trial" if one.trial else "installed",
            channel=one.channel,
        )


def of_click_to_run(found: Iterable[Release]) -> Iterator[Row]:
    """What Click-to-Run set up."""
    for one in found:
        yield _office(
            "click_to_run",
            one.release,
            version=one.version,
            state="installed",
            channel=one.kind,
            updates=one.updates,
            shared=_word(one.shared),
        )


def of_subscriptions(found: Iterable[Subscription]) -> Iterator[Row]:
    """Licence files by product and state, never by person."""
    for one, count in counted(found).items():
        # The state is part of the name: each state has a count of its own.
        name = f"{one.product} ({one.scope}, {one.state})"
        yield _office("subscription", name, state=one.state, channel="subscription", count=count)


def of_firmware(present: bool | None, edition: str | None = None) -> Row:  # noqa: FBT001 - yes, no or unknown
    """Whether the maker put a key of Windows into the firmware."""
    return OS_LICENCES(
        source="firmware",
        product="Windows",
        name=_FIRMWARE,
        edition=edition,
        state="unknown" if present is None else "present" if present else "absent",
        channel="OEM:DM" if present else None,
        partial_key="",
    )


def _office(source: str, name: str, **cells: str | int | None) -> Row:
    return OS_LICENCES(source=source, product="Office", name=name, partial_key="", **cells)


def _word(answer: bool | None) -> str | None:  # noqa: FBT001 - yes, no or unknown
    return None if answer is None else "yes" if answer else "no"


def on_windows(now: Surroundings) -> list[Row]:
    """Every source by itself; one that does not answer leaves the others."""
    from schoolwacht_agent.platforms.programs import NoAnswer
    from schoolwacht_agent.platforms.windows import (
        licensing,
        office,
        registry,
        wmi,
    )

    found: list[Licence] = []
    for wmi_class in ("SoftwareLicensingProduct", "OfficeSoftwareProtectionProduct"):
        try:
            found += licensing.licences(
                wmi.rows(wmi_class, licensing.COLUMNS, where=licensing.WITH_KEY, seconds=_SECONDS)
            )
        except NoAnswer:
            continue
    told = list(of_activation(found))
    if not any(one.product == "Windows" for one in found):
        told.append(unknown_windows(registry.machine(_CURRENT_VERSION)))
    service = wmi.tried("SoftwareLicensingService", licensing.SERVICE)
    told.append(of_firmware(licensing.key_in_firmware(service), licensing.edition_in_firmware(service)))
    for view in (64, 32):
        if key := registry.machine(office.OFFICE, view=view):
            told += of_registry(office.registrations(key))
    told += of_click_to_run(office.releases(registry.machine(office.CLICK_TO_RUN)))
    return told + _of_people(now)


def _of_people(now: Surroundings) -> list[Row]:
    """Licence files of those who signed in."""
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import known_folders, office_subscriptions

        with suppress(OSError):
            people, data = known_folders.known(_PROFILES), known_folders.known(known_folders.PROGRAM_DATA)
            return list(of_subscriptions(office_subscriptions.read(people, data, now.now)))
    return []


def unknown_windows(version: Key | None) -> Row:
    """What the registry says of Windows itself when its own account cannot be had: all but the state."""
    inside = digital_product_id.parse(version.values.get("DigitalProductId4")) if version else None
    return OS_LICENCES(
        source="registry",
        product="Windows",
        name="Windows",
        edition=(text_of(version, "EditionID") if version else None) or (inside.edition if inside else None),
        state="unknown",
        channel=inside.channel if inside else None,
        partial_key="",
    )


def on_linux(root: Path) -> list[Row]:
    """Whether the machine came with Windows: the ACPI table MSDM is there, or is not. It is not read."""
    tables = root / "sys/firmware/acpi/tables"
    if not (tables / "DSDT").exists():
        raise NoData(
            "this machine does not show the tables of its firmware",
            "look on the machine itself: a container, and firmware without ACPI, have none to show",
        )
    return [of_firmware((tables / "MSDM").exists())]


def unique(rows: Iterable[Row]) -> list[Row]:
    """Each key once: the 32-bit registry shows some of the 64-bit one again."""
    return list({row.key: row for row in rows}.values())


def take(now: Surroundings) -> list[Row]:
    """What this machine knows of its licences."""
    if sys.platform == "win32":
        return unique(on_windows(now))
    if sys.platform == "darwin":
        raise NoData("macOS comes with its machine and has no licence to tell of")
    return unique(on_linux(Path("/")))


PROBE = Probe(
    "os_licences",
    timedelta(hours=6),
    (OS_LICENCES,),
    take,
    about="Licence state of Windows and Office.",
    patience=timedelta(seconds=150),
    group=Group.LICENCES,
)
