"""A UPS as apcupsd tells it: the `NAME : value` lines of `apcaccess status` (apcupsd's manual, "apcaccess").

Words of its STATUS are turned into those of Network UPS Tools, so that both make the same `Ups`. The name of the host,
which it prints too, is passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.nut import NoUps, Ups
from schoolwacht_agent.platforms.placeholders import told

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_LINES = 300
_WIDEST = 300
_WORDS = {
    "ONLINE": "OL",
    "ONBATT": "OB",
    "LOWBATT": "LB",
    "REPLACEBATT": "RB",
    "OVERLOAD": "OVER",
    "TRIM": "TRIM",
    "BOOST": "BOOST",
    "CAL": "CAL",
    "SHUTTING": "FSD",
    "COMMLOST": "NOCOMM",
}
_TESTS = {"OK": "passed", "BT": "failed", "NG": "failed", "WN": "failed", "IP": "running", "NO": "none"}
_MOST_MINUTES = 30 * 24 * 60


def parse(text: str) -> Ups:
    """The UPS; raises NoUps."""
    said = _variables(text)
    if "STATUS" not in said:
        raise NoUps("not_reachable" if re.search(r"error", text[:2000], re.IGNORECASE) else "no_variables")
    if "COMMLOST" in said["STATUS"]:
        raise NoUps("stale")
    minutes = _number(said, "TIMELEFT", _MOST_MINUTES)
    power = _number(said, "NOMPOWER", 1e6)
    date = told(said.get("BATTDATE", "")) or ""
    return Ups(
        status=tuple(dict.fromkeys(_WORDS[word] for word in said["STATUS"].split()[:16] if word in _WORDS)),
        maker="APC",
        model=told(said.get("MODEL", "")) or None,
        serial=told(said.get("SERIALNO", "")) or None,
        firmware=told(said.get("FIRMWARE", "")) or None,
        charge_percent=_number(said, "BCHARGE", 100),
        low_charge_percent=_number(said, "MBATTCHG", 100),
        runtime_s=None if minutes is None else round(minutes * 60),
        load_percent=_number(said, "LOADPCT", 1000),
        power_w=None if power is None else int(power),
        temperature_c=_number(said, "ITEMP", 150),
        battery_date=date if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date, re.ASCII) else None,
        test_result=_TESTS.get(said.get("SELFTEST", "")[:2]),
    )


def name(text: str) -> str:
    """What its administrator called it; `apc` where that is nothing that can be a name."""
    given = _variables(text).get("UPSNAME", "")
    return given if re.fullmatch(r"[\w.-]{1,40}", given, re.ASCII) else "apc"


def _variables(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text[: _MOST_LINES * _WIDEST].splitlines()[:_MOST_LINES]:
        variable, colon, value = line[:_WIDEST].partition(":")
        if colon and re.fullmatch(r"[A-Z]{2,10}\s*", variable):
            found.setdefault(variable.strip(), value.strip())
    return found


def _number(said: Mapping[str, str], variable: str, most: float) -> float | None:
    """`100.0 Percent`, `45.3 Minutes`: units are the same since the first versions."""
    found = re.match(r"\d{1,7}(?:\.\d{1,6})?(?= |$)", said.get(variable, ""), re.ASCII)
    value = float(found[0]) if found else None
    return value if value is not None and value <= most else None
