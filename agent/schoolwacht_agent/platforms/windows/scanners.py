"""Scanners against malware on this Windows machine: those signed in at the security centre, and Windows' own.

A server has no security centre; there Defender's own account is all there is.
"""

from __future__ import annotations

from collections.abc import Sequence

from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.scanner import Scanner
from schoolwacht_agent.platforms.windows import antivirus, wmi
from schoolwacht_agent.platforms.windows.antivirus import Antivirus, Defender

DEFENDER = "Microsoft Defender"
_STATES = {"on": True, "off": False, "snoozed": False, "expired": False}
_OWN_NAMES = ("windows defender", "microsoft defender")


def joined(centre: Sequence[Antivirus], own: Defender | None) -> list[Scanner]:
    """Each product once. What Defender says of itself goes before what the centre says of it."""
    found = {}
    for one in centre:
        if own is None or not one.name.casefold().startswith(_OWN_NAMES):
            found[one.name] = Scanner(one.name, None, _STATES.get(one.state), one.up_to_date)
    if own is not None:
        passive = own.mode is not None and "normal" not in own.mode.casefold()
        watches = False if passive else own.real_time
        theirs = next((one.up_to_date for one in centre if one.name.casefold().startswith(_OWN_NAMES)), None)
        found[DEFENDER] = Scanner(DEFENDER, None, watches, theirs, None, own.signature_date)
    return sorted(found.values(), key=lambda scanner: scanner.product)


def look() -> list[Scanner]:
    """Every product; raises NoAnswer where neither the centre nor Defender says anything."""
    listed = wmi.tried("AntiVirusProduct", antivirus.COLUMNS, wmi.SECURITY_CENTER)
    own = wmi.tried("MSFT_MpComputerStatus", antivirus.DEFENDER, wmi.DEFENDER)
    if listed is None and own is None:
        raise NoAnswer("failed")
    return joined(antivirus.scanners(listed or ()), antivirus.defender(own[0]) if own else None)
