"""How worn the flash chip of a tablet or small laptop is, from /sys/block/mmcblk*/device.

The chip tells its wear in tenths (`life_time`, two kinds of cells) and how much of its reserve is used
(`pre_eol_info`); the meaning is JEDEC JESD84-B51's, fields DEVICE_LIFE_TIME_EST_TYP_A and _B and PRE_EOL_INFO. Memory
cards have neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.smartctl import Health

if TYPE_CHECKING:
    from pathlib import Path

_WORN_OUT = 0x0B
_NORMAL, _WARNING, _URGENT = 1, 2, 3


def read(device: Path, capacity: int | None = None) -> Health:
    """The health of one chip, by its folder `device`."""
    wear = worn(_line(device / "life_time"))
    reserve = _number(_line(device / "pre_eol_info"))
    numbers = {} if wear is None else {"percentage_used": wear}
    verdict, reason = "unknown", "not_supported"
    if reserve == _URGENT:
        verdict, reason, numbers["health_ok"] = "failed", "reserve_used_up", 0
    elif reserve in {_NORMAL, _WARNING}:
        verdict, reason, numbers["health_ok"] = "passed", "", 1
    return Health(
        verdict,
        reason or None,
        model=told(_line(device / "name")) or None,
        serial=told(_line(device / "serial").removeprefix("0x")) or None,
        firmware=told(_line(device / "fwrev")) or None,
        kind="emmc",
        capacity=capacity,
        numbers=numbers,
    )


def worn(life_time: str) -> int | None:
    """Per cent of its life that are certainly used: the lower end of the worse of the two tenths."""
    tenths = [number for number in map(_number, life_time.split()[:2]) if number and number <= _WORN_OUT]
    return (max(tenths) - 1) * 10 if tenths else None


def _number(text: str) -> int | None:
    return int(text, 16) if re.fullmatch(r"0x[0-9a-f]{1,4}", text.strip().casefold()) else None


def _line(file: Path) -> str:
    try:
        return file.read_bytes()[:256].decode("utf-8", errors="replace").strip()
    except OSError:
        return ""
