"""What single structures of an SMBIOS table state, before anything is made of it; None where a structure is silent.

Both readers, of the table itself and of dmidecode's text, end here, so that `whole.py` judges them alike. Texts are as
found, placeholders included. Section numbers are those of DMTF DSP0134.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Firmware:
    """Type 0, 7.1."""

    maker: str | None = None
    version: str | None = None
    date: str | None = None
    """Month/day/year."""
    virtual: bool | None = None


@dataclass(frozen=True, slots=True)
class System:
    """Type 1, 7.2."""

    maker: str | None = None
    product: str | None = None
    version: str | None = None
    serial: str | None = None
    uuid: str | None = None
    """Already told: see `uuids`."""
    sku: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Type 2, 7.3. Servers have several; the main one hosts the processors."""

    maker: str | None = None
    product: str | None = None
    serial: str | None = None
    asset_tag: str | None = None
    main: bool | None = None


@dataclass(frozen=True, slots=True)
class Chassis:
    """Type 3, 7.4."""

    maker: str | None = None
    shape: str | None = None
    serial: str | None = None
    asset_tag: str | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class Socket:
    """Type 4, 7.5: one socket, with a processor in it or empty."""

    populated: bool
    """False also for a processor that firmware or user switched off: hypervisors list dozens of those."""
    central: bool
    maker: str | None = None
    model: str | None = None
    cores: int | None = None
    threads: int | None = None
    max_mhz: int | None = None


@dataclass(frozen=True, slots=True)
class OldModule:
    """Type 6, 7.7: a memory socket as SMBIOS told it before version 2.1; only used where there is no type 17."""

    slot: str | None
    size: int | None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class MemoryArray:
    """Type 16, 7.17."""

    handle: int
    system: bool
    """True for the memory that the system works in; others are flash, video, cache."""
    slots: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class MemoryDevice:
    """Type 17, 7.18: one slot."""

    array: int | None
    locator: str | None
    bank: str | None
    size: int | None
    form: str | None = None
    kind: str | None = None
    speed: int | None = None
    maker: str | None = None
    part: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class PortableBattery:
    """Type 22, 7.23."""

    location: str | None = None
    name: str | None = None
    maker: str | None = None
    serial: str | None = None
    chemistry: str | None = None
    design_mwh: int | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """Type 39, 7.40."""

    location: str | None = None
    name: str | None = None
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    watt: int | None = None
    present: bool | None = None
    state: str | None = None
    hot_swap: bool | None = None


@dataclass(frozen=True, slots=True)
class Tpm:
    """Type 43, 7.44."""

    maker: str | None = None
    version: str | None = None


Fact = (
    Firmware
    | System
    | Board
    | Chassis
    | Socket
    | OldModule
    | MemoryArray
    | MemoryDevice
    | PortableBattery
    | Supply
    | Tpm
)
