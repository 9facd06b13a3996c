"""Volumes that fill slowly, and the traffic of disks and cards: counters since the start."""

from __future__ import annotations

from collections.abc import Callable

from schoolwacht_simulator.chance import wander
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Meter, Now, climbed, shape
from schoolwacht_simulator.machines import Volume

_ROOM = ("total", "free", "used")
_FILES = ("inodes_total", "inodes_free", "inodes_used")
_TRAFFIC = ("reads", "writes", "read_bytes", "write_bytes", "read_time", "write_time")
_MORE_TRAFFIC = ("io_time", "weighted_io_time", "iops_in_progress", "merged_reads", "merged_writes")
_NET = ("bytes_recv", "bytes_sent", "packets_recv", "packets_sent", "err_in", "err_out", "drop_in", "drop_out")
_FULLEST = 0.998
_BYTES_A_FILE = 90_000


def meters(device: SimulatedDevice) -> list[Meter]:
    """`disk` for every volume, `diskio` for every disk, `net` for the card."""
    linux = device.machine.system.family == "linux"
    found = [
        _volume(device, volume, with_files=device.machine.system.family != "windows")
        for volume in device.machine.volumes
    ]
    found += [_disk(device, place, disk.name, linux=linux) for place, disk in enumerate(device.machine.disks)]
    return [*found, _card(device)]


def _volume(device: SimulatedDevice, volume: Volume, *, with_files: bool) -> Meter:
    fields = dict.fromkeys(_ROOM, 0) | {"used_percent": 2}
    if with_files:
        fields |= dict.fromkeys(_FILES, 0) | {"inodes_used_percent": 2}
    point = shape("disk", fields, device=volume.device, fstype=volume.fstype, mode="rw", path=volume.path)
    used_at = usage(device, volume)
    files = volume.size // 16_384

    def numbers(now: Now) -> list[int]:
        used = int(volume.size * used_at(now))
        found = [volume.size, volume.size - used, used, used * 10_000 // volume.size]
        if with_files:
            taken = min(files, used // _BYTES_A_FILE)
            found += [files, files - taken, taken, taken * 10_000 // files]
        return found

    return Meter((point,), numbers)


def usage(device: SimulatedDevice, volume: Volume) -> Callable[[Now], float]:
    """The share of a volume that is used: it grows by the day, and temporary files come and go."""
    # A volume that is put back at every start grows only while the machine is on.
    forgets, breath = device.forgets, min(0.0025, 400_000_000 / volume.size)

    def used_at(now: Now) -> float:
        days = now.up / 86_400 if forgets else max(0.0, now.days)
        temporary = breath * wander(device.seed ^ 3, now.ms // 1000, 5400)
        return min(_FULLEST, volume.used + volume.daily * days + temporary)

    return used_at


def _disk(device: SimulatedDevice, place: int, name: str, *, linux: bool) -> Meter:
    point = shape("diskio", dict.fromkeys(_TRAFFIC + (_MORE_TRAFFIC if linux else ()), 0), name=name)
    seed = device.seed >> (8 * place)
    reads, writes = 0.6 + seed % 40 / 20, 1.4 + seed % 60 / 20
    first = 9_000 + seed % 7_000

    def numbers(now: Now) -> list[int]:
        read, written = climbed(reads, now.up, first), climbed(writes, now.up, first // 3)
        found = [read, written, read * 31_000, written * 17_000, read * 2, written * 5]
        if linux:
            found += [read + written * 2, read * 2 + written * 5, 0, read // 5, written // 3]
        return found

    return Meter((point,), numbers)


def _card(device: SimulatedDevice) -> Meter:
    point = shape("net", dict.fromkeys(_NET, 0), interface=card_name(device))
    down = 9_000 + device.seed % 26_000

    def numbers(now: Now) -> list[int]:
        received = climbed(down, now.up, 4_000_000)
        sent = climbed(down * 0.11, now.up, 900_000)
        return [received, sent, received // 1100, sent // 420, 0, 0, now.up // 5400, 0]

    return Meter((point,), numbers)


def card_name(device: SimulatedDevice) -> str:
    """What the system calls the network card."""
    family, wireless = device.machine.system.family, device.machine.wireless
    if family == "windows":
        return "Wi-Fi" if wireless else "Ethernet"
    return "en0" if family == "macos" else "eno1"
