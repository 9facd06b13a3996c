"""Dumps of WMI classes: each object goes through the reader that the agent has for its class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from recordings.kind import Kind, Outcome
from schoolwacht_agent.platforms.windows import (
    accounts,
    antivirus,
    batteries,
    computer,
    disk_encryption,
    drives,
    graphics,
    hotfixes,
    licensing,
    memory,
    monitors,
    network_cards,
    peripherals,
    policies,
    printers,
    processors,
    security_chip,
    storage,
    virtual_machines,
    volumes,
    wmi_dump,
)
from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of, number_of, told_of

Judge = Callable[[Row], str | None]
"""None when the object became a row, else the code of why it was ignored, or `gap`."""
_CLASS = re.compile(
    r"(?:Win32|CIM|MSFT|MSVM|Msvm|MSAcpi)_\w+|[A-Za-z]+(?:Product|StaticData|ID|Capacity|Status|Service)"
)
_NAMED = re.compile(rb"(?:^|\n)\s*[A-Za-z_]\w*\s?[=:]")


def _or(reason: str, made: object) -> str | None:
    return None if made else reason


def _processor(row: Row) -> str | None:
    return _or("no_name", processors.processors([row]))


def _module(row: Row) -> str | None:
    if memory.is_firmware_chip(row):
        return "firmware_chip"
    return _or("no_size", memory.module(row))


def _array(row: Row) -> str | None:
    return _or("no_slots" if memory.is_system_memory(row) else "not_system_memory", memory.board([row], None).slots)


def _drive(row: Row) -> str | None:
    return _or("no_medium", drives.drive(row))


def _physical(row: Row) -> str | None:
    return _or("no_size", drives.drive({}, row) or storage.disk_state(row))


def _card(row: Row) -> str | None:
    return network_cards.why_not(row)


def _addressing(row: Row) -> str | None:
    return _or("no_address", network_cards.addresses([row]))


def _graphics(row: Row) -> str | None:
    return _or("no_hardware" if graphics.is_driver_only(row) else "no_name", graphics.card(row))


def _printer(row: Row) -> str | None:
    return _or("of_a_session" if printers.is_of_a_session(row) else "no_name", printers.printer(row))


def _screen(row: Row) -> str | None:
    return _or("only_supposed", monitors.by_wmi(row))


def _battery(row: Row) -> str | None:
    return _or("no_name", batteries.shown(row))


def _peripheral(row: Row) -> str | None:
    made = peripherals.peripheral(row)
    return made if isinstance(made, str) else None


def _volume(row: Row) -> str | None:
    return _or("no_letter", volumes.volume(row))


def _system(row: Row) -> str | None:
    return _or("no_letter", volumes.system_drive(row) or told_of(row, "BuildNumber"))


def _computer(row: Row) -> str | None:
    made = computer.computer(row, row, row, row, row)
    parts = (made.maker, made.model, made.serial, made.uuid, made.chassis, made.firmware, made.board, made.asset_tag)
    return _or("placeholder", any(parts))


def _guest(row: Row) -> str | None:
    return _or("host_itself", virtual_machines.virtual_machine(row))


def _given(row: Row) -> str | None:
    return _or("template", virtual_machines.guest_of(row))


def _account(row: Row) -> str | None:
    return _or("not_local", accounts.account(row))


def _fix(row: Row) -> str | None:
    return _or("no_number", list(hotfixes.of_wmi([row])))


def _numbers(*names: str) -> Judge:
    """For classes of which only numbers are used."""
    return lambda row: _or("not_told", any(number_of(row, name) is not None for name in names))


def _space(row: Row) -> str | None:
    return _or("loose_disks", storage.space(row, "pool"))


def _feature(row: Row) -> str | None:
    wanted = f"Name = '{line_of(row, 'Name')}'" == policies.SMB1_FEATURE
    return _or("not_asked_for", wanted)


def _firmware_key(row: Row) -> str | None:
    return _or("not_told", licensing.key_in_firmware([row]) is not None)


def _product(row: Row) -> str | None:
    return _or("no_key", licensing.licence(row))


_READERS: Mapping[str, Judge] = {
    "win32_processor": _processor,
    "win32_physicalmemory": _module,
    "win32_physicalmemoryarray": _array,
    "win32_diskdrive": _drive,
    "msft_physicaldisk": _physical,
    "win32_networkadapter": _card,
    "win32_networkadapterconfiguration": _addressing,
    "win32_videocontroller": _graphics,
    "win32_printer": _printer,
    "win32_desktopmonitor": _screen,
    "wmimonitorid": _screen,
    "win32_battery": _battery,
    "win32_portablebattery": _battery,
    "msft_netadapter": lambda row: _or("no_address", network_cards.mac_of(line_of(row, "PermanentAddress"))),
    "batterystaticdata": lambda row: _or("no_name", batteries.packs([row])),
    "batteryfullchargedcapacity": _numbers("FullChargedCapacity"),
    "batterycyclecount": _numbers("CycleCount"),
    "msft_storagereliabilitycounter": _numbers(*storage.COUNTERS[1:]),
    "msft_storagepool": _space,
    "msft_virtualdisk": _space,
    "msstoragedriver_failurepredictstatus": lambda row: _or("not_told", line_of(row, "PredictFailure")),
    "softwarelicensingservice": _firmware_key,
    "win32_optionalfeature": _feature,
    "win32_logicaldisk": _volume,
    "win32_volume": _volume,
    "win32_operatingsystem": _system,
    "win32_computersystem": _computer,
    "win32_computersystemproduct": _computer,
    "win32_bios": _computer,
    "win32_baseboard": _computer,
    "win32_systemenclosure": _computer,
    "msvm_computersystem": _guest,
    "msvm_memorysettingdata": _given,
    "msvm_processorsettingdata": _given,
    "win32_useraccount": _account,
    "win32_quickfixengineering": _fix,
    "softwarelicensingproduct": _product,
    "officesoftwareprotectionproduct": _product,
    "antivirusproduct": lambda row: _or("no_name", antivirus.antivirus(row)),
    "win32_encryptablevolume": lambda row: _or("no_letter", disk_encryption.encrypted_volume(row)),
    "msft_mpcomputerstatus": lambda row: _or("not_said", antivirus.defender(row)),
    "win32_tpm": lambda row: _or("no_version", security_chip.version(line_of(row, "SpecVersion"))),
}
# Things that may be plugged in, each of a class of its own: one reader for all.
_PLUGGED = frozenset(
    {
        "win32_pnpentity",
        "win32_keyboard",
        "win32_pointingdevice",
        "win32_sounddevice",
        "win32_cdromdrive",
        "win32_usbhub",
        "win32_usbcontroller",
        "win32_1394controller",
        "win32_idecontroller",
        "win32_scsicontroller",
        "win32_floppycontroller",
        "win32_floppydrive",
        "win32_serialport",
        "win32_parallelport",
        "win32_infrareddevice",
        "win32_potsmodem",
        "win32_tapedrive",
        "win32_bus",
        "cim_logicaldevice",
    }
)


def judged(row: Row, asked: str) -> str | None:
    """None for a row, else the code; `asked` is the class that the dump is of."""
    name = class_of(row, asked)
    if reader := _READERS.get(name):
        return reader(row)
    if name in _PLUGGED or (name == "" and line_of(row, "PNPDeviceID")):
        return _peripheral(row)
    return "class_not_used" if name else "gap"


def class_of(row: Row, asked: str) -> str:
    """The object's own class where it says so, else the one asked for, in small letters."""
    own = line_of(row, "CreationClassName") or line_of(row, "__CLASS")
    name = (own or asked).casefold()
    if name != "cim_logicaldevice" or own:
        return name
    # In a dump of a base class some objects do not say of which class they are.
    return "win32_volume" if line_of(row, "DeviceID").startswith("\\\\?\\Volume{") else ""


def asked_of(path: str) -> str:
    """The class that a file is a dump of, by the last part of its name: MACHINE-Win32_Processor.wmi."""
    stem = path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2]
    if found := _CLASS.findall(stem):
        return str(found[-1])
    _, dash, last = stem.rpartition("-")
    return last if dash and last.isidentifier() else ""


def read(data: bytes, path: str) -> Outcome:
    """Judges every object of a dump."""
    asked, rows, gaps = asked_of(path), 0, []
    ignored: Counter[str] = Counter()
    found = wmi_dump.objects(data)
    for row in found:
        reason = judged(row, asked)
        if reason is None:
            rows += 1
        elif reason == "gap":
            gaps.append(f"no reader for an object of {class_of(row, asked) or 'an unnamed class'}")
        else:
            ignored[reason] += 1
    if not found:
        if data.strip(b"\0\r\n\t \xff\xfe\xef\xbb\xbf"):
            gaps.append("no object found")
        else:
            ignored["empty"] = 1
    return Outcome(rows, dict(ignored), tuple(sorted(set(gaps))))


def belongs(path: str, head: bytes) -> bool:
    """What lies in a folder of WMI dumps, or bears its suffix, and holds names with values."""
    folder = f"/{path}".rpartition("/")[0].casefold()
    if not (folder.endswith("/wmi") or "/wmi/" in f"{folder}/" or path.casefold().endswith(".wmi")):
        return False
    return not head.strip() or _NAMED.search(head.replace(b"\0", b"")) is not None or bool(asked_of(path))


KIND = Kind("wmi", belongs, read)
