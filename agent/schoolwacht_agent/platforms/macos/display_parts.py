"""Graphics cards and the screens on them, out of SPDisplaysDataType.

-xml and -json tell a screen's maker and product by the numbers of its EDID (`_spdisplays_display-vendor-id`); the text
does not, so the codes of a screen out of a text stay empty. Status lines of connectors without a screen are no screens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schoolwacht_agent.platforms.machine_parts import GraphicsCard, Monitor
from schoolwacht_agent.platforms.macos.profile import Item, folded
from schoolwacht_agent.platforms.macos.quantities import memory_bytes, whole
from schoolwacht_agent.platforms.placeholders import told

MOST = 64
_MODELS = ("sppcimodel", "chipsetmodel")
_SCREENS = ("displays", "spdisplaysndrvs")
_PIXELS = re.compile(r"(\d{2,5}) ?x ?(\d{2,5})")
_MAKERS = {"0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel", "0x106b": "Apple", "0x15ad": "VMware"}
_HEX = re.compile(r"(?:0x)?([0-9a-f]{1,8})", re.IGNORECASE)
_FIRST_LETTER = ord("A") - 1
_ALPHABET = 26


def graphics(items: list[Item]) -> tuple[GraphicsCard, ...]:
    """Every graphics processor."""
    return tuple(_card(item) for item in items[:MOST] if is_card(item))


def is_card(item: Item) -> bool:
    """Whether it is a graphics processor."""
    return bool(item.get(*_MODELS, "sppcidevicetype", "spdisplaysvendor", "vendor"))


def _card(item: Item) -> GraphicsCard:
    vendor = item.get("spdisplaysvendor", "vendor")
    number = re.search(r"0x[0-9a-f]{4}", vendor.casefold())
    plain = vendor.partition("(")[0].strip().rpartition("_")[2]
    fields = ("spdisplaysvram", "vramtotal", "vramdynamicmax", "spdisplaysvramshared", "vram")
    return GraphicsCard(
        name=told(item.get(*_MODELS)) or told(item.name) or "unknown",
        maker=_MAKERS.get(number[0]) if number and number[0] in _MAKERS else told(plain),
        memory=memory_bytes(item.get(*fields)),
    )


def monitors(items: list[Item]) -> tuple[Monitor, ...]:
    """Every screen that is attached, in the order of the cards."""
    return tuple(_monitor(screen) for card in items[:MOST] for screen in screens(card) if attached(screen))[:MOST]


def screens(card: Item) -> Iterator[Item]:
    """What hangs on a card: screens, and connectors without one."""
    for group in card.children:
        if folded(group.name) in _SCREENS:
            yield from group.children


def attached(screen: Item) -> bool:
    """Whether a screen is there: an empty connector says "Status: No Display Connected"."""
    resolution = screen.get("resolution", "spdisplaysresolution", "spdisplayspixels", "spdisplaysspdisplayspixels")
    status = screen.get("status", "spdisplaysstatus").casefold()
    return (
        "no" not in status.split()
        and "notconnected" not in folded(status)
        and bool(
            resolution
            or screen.get("spdisplaysdisplayserialnumber", "displayserialnumber", "spdisplaysdisplayvendorid")
        )
    )


def _monitor(screen: Item) -> Monitor:
    pixels = _PIXELS.search(screen.get("spdisplayspixels", "spdisplaysresolution", "resolution"))
    kind = " ".join(screen.get(name) for name in ("displaytype", "spdisplaysdisplaytype", "spdisplaysconnectiontype"))
    built_in = any(word in kind.casefold() for word in ("built-in", "builtin", "internal"))
    serial = screen.get("displayserialnumber", "spdisplaysdisplayserialnumber2", "spdisplaysdisplayserialnumber")
    year = whole(screen.get("spdisplaysdisplayyear"))
    week = whole(screen.get("spdisplaysdisplayweek"))
    return Monitor(
        maker_code=pnp(hexadecimal(screen.get("spdisplaysdisplayvendorid"))),
        product_code=(hexadecimal(screen.get("spdisplaysdisplayproductid")) or 0) & 0xFFFF,
        name=told(screen.name),
        serial=told(serial),
        year=year if year and 1990 <= year <= 2100 else None,  # noqa: PLR2004 - EDID counts from 1990
        week=week if week and 1 <= week <= 54 else None,  # noqa: PLR2004 - weeks of a year, as EDID counts them
        width_px=int(pixels[1]) if pixels else None,
        height_px=int(pixels[2]) if pixels else None,
        digital=True if built_in else None,
        connector="built-in" if built_in else None,
    )


def hexadecimal(text: str) -> int | None:
    """A number in hexadecimal digits, with or without 0x."""
    match = _HEX.fullmatch(text.strip())
    return None if match is None else int(match[1], 16)


def pnp(number: int | None) -> str:
    """The three letters that EDID packs into two bytes, five bits each; empty for what is none."""
    if number is None or not 0 < number < 1 << 15:
        return ""
    parts = [number >> 10 & 31, number >> 5 & 31, number & 31]
    return "".join(chr(_FIRST_LETTER + part) for part in parts) if all(1 <= part <= _ALPHABET for part in parts) else ""
