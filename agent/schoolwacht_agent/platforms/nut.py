"""A UPS as Network UPS Tools tells it: the `name: value` lines of `upsc NAME` (upsc(8)).

Names of variables: NUT's developer guide, appendix "NUT command and variable naming scheme"; words of `ups.status`: its
"Status data". A UPS that does not answer says `Error: Data stale`, which is not the same as a UPS that is well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.placeholders import told

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_LINES = 2000
_WIDEST = 400
_MOST_SECONDS = 30 * 24 * 3600
_MOST_LOAD = 1000.0
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", re.ASCII)
WORDS = {
    "OL": "on mains",
    "OB": "on battery",
    "LB": "battery low",
    "HB": "battery too full",
    "RB": "battery must be replaced",
    "CHRG": "charging",
    "DISCHRG": "discharging",
    "BYPASS": "mains passed through without protection",
    "CAL": "measuring its battery",
    "OFF": "switched off",
    "OVER": "overloaded",
    "TRIM": "lowering the voltage",
    "BOOST": "raising the voltage",
    "FSD": "shutting down",
    "ALARM": "alarm",
    "ECO": "saving mode",
    "TEST": "testing itself",
    "COMM": "in contact",
    "NOCOMM": "no contact",
    "WAIT": "starting",
    "OVERHEAT": "too hot",
}
"""Every word that a status may hold, and what it means."""


@dataclass(frozen=True, slots=True)
class Ups:
    """One UPS; None where it does not say."""

    status: tuple[str, ...] = ()
    """Words of WORDS in the order given; others as they are. None at all: the driver does not know."""
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    charge_percent: float | None = None
    low_charge_percent: float | None = None
    """Charge at which it calls its battery low."""
    runtime_s: int | None = None
    load_percent: float | None = None
    power_w: int | None = None
    """What it can feed, watts."""
    temperature_c: float | None = None
    battery_date: str | None = None
    """When the battery was put in or made, year-month-day where that can be made out, else as found."""
    battery_kind: str | None = None
    test_result: str | None = None
    """`passed`, `failed`, `running`, `aborted`, `none` or None."""

    @property
    def on_battery(self) -> bool | None:
        """Whether the mains are out; None if it does not say."""
        return None if not {"OL", "OB"} & set(self.status) else "OB" in self.status


class NoUps(Exception):  # noqa: N818 - a state of the machine, not a failure
    """No UPS in this; the message is a code: stale, not_reachable, no_variables."""


def names(text: str) -> list[str]:
    """The UPSes that `upsc -l` lists. Each becomes an argument, so nothing that could be an option or an address."""
    return [line.strip() for line in text[:20_000].splitlines() if _NAME.fullmatch(line.strip())][:32]


def variables(text: str) -> dict[str, str]:
    """What stands behind each name of a variable; the first counts. `RW` lists and comments are passed over."""
    found: dict[str, str] = {}
    for line in text[: _MOST_LINES * _WIDEST].splitlines()[:_MOST_LINES]:
        line_read = re.fullmatch(r"\s*([a-zA-Z][\w-]*(?:\.[\w-]+)+)\s*[:=]\s?(.*)", line[:_WIDEST], re.ASCII)
        if line_read:
            found.setdefault(line_read[1].casefold(), line_read[2].strip().strip('"'))
    return found


def parse(text: str) -> Ups:
    """One UPS; raises NoUps."""
    said = variables(text)
    if not said:
        if re.search(r"stale|driver not connected", text[:4000], re.IGNORECASE):
            raise NoUps("stale")
        raise NoUps("not_reachable" if re.search(r"^Error:", text[:4000], re.MULTILINE) else "no_variables")
    seconds = _number(said, "battery.runtime", _MOST_SECONDS)
    power = _number(said, "ups.realpower.nominal", 1e6)
    return Ups(
        status=_status(said.get("ups.status", "")),
        maker=_text(said, "device.mfr", "ups.mfr"),
        model=_text(said, "device.model", "ups.model"),
        serial=_text(said, "device.serial", "ups.serial"),
        firmware=_text(said, "ups.firmware", "ups.firmware.aux"),
        charge_percent=_number(said, "battery.charge", 100),
        low_charge_percent=_number(said, "battery.charge.low", 100),
        runtime_s=None if seconds is None else int(seconds),
        load_percent=_number(said, "ups.load", _MOST_LOAD),
        power_w=None if power is None else int(power),
        temperature_c=_number(said, "ups.temperature", 150) or _number(said, "battery.temperature", 150),
        battery_date=_battery_date(said),
        battery_kind=_text(said, "battery.type"),
        test_result=_test(said.get("ups.test.result", "")),
    )


def _status(text: str) -> tuple[str, ...]:
    # `ALARM` may be followed by free text in old drivers; words are capitals.
    words = [word for word in text.split()[:16] if re.fullmatch(r"[A-Z]{2,10}", word)]
    return tuple(dict.fromkeys(words))


def _text(said: Mapping[str, str], *choices: str) -> str | None:
    return next(filter(None, (told(said.get(name, "")[:100]) for name in choices)), None)


def _number(said: Mapping[str, str], name: str, most: float) -> float | None:
    text = said.get(name, "")
    value = float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII) else None
    return value if value is not None and value <= most else None


def _battery_date(said: Mapping[str, str]) -> str | None:
    """`battery.date` is set by whoever changed the battery, `battery.mfr.date` by its maker: the first tells more."""
    for name in ("battery.date", "battery.mfr.date"):
        text = told(said.get(name, "")[:32])
        if not text or text.casefold() == "not set":
            continue
        if found := re.fullmatch(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", text, re.ASCII):
            return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        if american := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})", text, re.ASCII):  # APC writes month/day/year
            year = american[3] if len(american[3]) == 4 else f"20{american[3]}"  # noqa: PLR2004 - digits of a year
            return f"{year}-{int(american[1]):02}-{int(american[2]):02}"
        return text
    return None


def _test(text: str) -> str | None:
    low = text.casefold()
    if not low:
        return None
    if "no test" in low or "not initiated" in low:
        return "none"
    for code, pattern in (
        ("failed", r"fail|error|warning|bad"),
        ("aborted", r"abort|cancel|interrupt"),
        ("running", r"in progress|running"),
        ("passed", r"pass|ok\b|success|done"),
    ):
        if re.search(pattern, low):
            return code
    return None
