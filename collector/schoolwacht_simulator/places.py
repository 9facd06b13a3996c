"""The buildings, rooms and trolleys of the school, and how many machines stand in each.

It is a school of nobody: the names are of the kind that Flemish schools use.
"""

from __future__ import annotations

from dataclasses import dataclass

from schoolwacht_simulator.machines import (
    DEBIAN_12,
    DEBIAN_13,
    MACOS_15,
    UBUNTU_24,
    WINDOWS_10,
    WINDOWS_10_OLD,
    WINDOWS_11,
    WINDOWS_11_NEW,
    System,
)

MAIN, TECHNICAL, MILL = "Hoofdgebouw", "Technisch blok", "Vestiging Molenstraat"
LEAST_DEVICES, MOST_DEVICES = 20, 1000


@dataclass(frozen=True, slots=True)
class Corner:
    """Machines of one use in one room: how they are named, what they are, and their share of the school.

    `least` of them are there in the smallest school; `weight` says how the rest is shared out. Two or more systems
    alternate: a room is never as uniform as it was bought.
    """

    site: str
    room: str
    device_class: str
    prefix: str
    way: str
    roles: tuple[str, ...]
    systems: tuple[System, ...]
    groups: tuple[str, ...]
    least: int
    weight: float
    forgets: bool = False


CORNERS = (
    Corner(MAIN, "Serverlokaal", "server", "srv-", "server", ("file server", "second server"),
           (DEBIAN_12, DEBIAN_13), (), 2, 0),
    Corner(MAIN, "H0.02 Secretariaat", "staff", "sec-pc", "office", ("office",), (WINDOWS_11,),
           ("office", "m365", "accounts"), 1, 2),
    Corner(MAIN, "H0.03 Directie", "staff", "dir-pc", "office", ("office",), (WINDOWS_11_NEW,),
           ("office", "m365"), 1, 0.5),
    Corner(MAIN, "H0.10 Leraarskamer", "staff", "ler-pc", "office", ("office", "staff laptop"), (WINDOWS_11,),
           ("m365", "maths"), 1, 3),
    Corner(MAIN, "H0.10 Leraarskamer", "loan", "uit-lt", "loan", ("staff laptop",), (WINDOWS_11_NEW,), ("m365",), 0, 2),
    Corner(MAIN, "H1.12 Computerlokaal", "shared", "h112-pc", "classroom", ("lab",), (WINDOWS_11,),
           ("lab", "ltsc", "media"), 4, 14),
    Corner(MAIN, "H2.03 Talen", "shared", "h203-pc", "classroom", ("board",), (WINDOWS_11,), ("board", "m365"), 1, 0.5),
    Corner(MAIN, "Laptopkar 1", "trolley", "kar1-lt", "trolley", ("pupil laptop",), (WINDOWS_11, WINDOWS_11_NEW),
           ("m365", "care"), 2, 9),
    Corner(TECHNICAL, "T0.02 CAD-lokaal", "shared", "t002-pc", "classroom", ("cad",), (WINDOWS_11,),
           ("lab", "cad", "ltsc"), 2, 7),
    Corner(TECHNICAL, "T0.10 Werkplaats hout", "shared", "t010-pc", "classroom", ("board",), (WINDOWS_10_OLD,),
           ("board", "workshop"), 1, 0.5),
    Corner(TECHNICAL, "T1.05 Elektronica", "shared", "t105-pc", "classroom", ("old lab",), (UBUNTU_24,), (), 1, 5),
    Corner(MILL, "M0.01 Mediatheek", "shared", "m001-pc", "classroom", ("lab",), (WINDOWS_11,), ("lab", "ltsc"), 1, 4,
           forgets=True),
    Corner(MILL, "M0.05 Muziek", "shared", "m005-mac", "classroom", ("mac",), (MACOS_15,), (), 1, 1),
    Corner(MILL, "M1.03 Computerklas", "shared", "m103-pc", "classroom", ("oldest lab", "old lab"),
           (WINDOWS_10, WINDOWS_11),
           ("lab", "ltsc", "craft"), 1, 7),
    Corner(MILL, "Laptopkar 2", "trolley", "kar2-lt", "trolley", ("pupil laptop",), (WINDOWS_11_NEW,),
           ("m365", "care"), 1, 8),
    Corner(MAIN, "Serverlokaal", "spare", "res-lt", "spare", ("staff laptop",), (WINDOWS_11,), ("m365",), 0, 1),
)  # fmt: skip


def shared_out(devices: int) -> list[int]:
    """How many machines each corner has, for so many in all (largest remainder over what the smallest school has)."""
    if not LEAST_DEVICES <= devices <= MOST_DEVICES:
        raise ValueError(f"a simulated school has {LEAST_DEVICES} to {MOST_DEVICES} machines, not {devices}")
    counts = [corner.least for corner in CORNERS]
    left = devices - sum(counts)
    total = sum(corner.weight for corner in CORNERS)
    wanted = [left * corner.weight / total for corner in CORNERS]
    counts = [count + int(more) for count, more in zip(counts, wanted, strict=True)]
    by_rest = sorted(range(len(CORNERS)), key=lambda place: int(wanted[place]) - wanted[place])
    for place in by_rest[: devices - sum(counts)]:
        counts[place] += 1
    return counts
