"""Numbers as system_profiler writes them for people: sizes, frequencies, dates, yes and no, addresses.

Sizes come with a point or a comma for decimals and, in brackets, exactly: "251 GB (251,000,193,024 bytes)". Up to
macOS 10.5 a GB of disk was 2^30 bytes, since then 10^9 (Apple support article HT201402); nothing in the print tells,
so only the exact number is exact. Memory is counted in powers of two at all times.
"""

from __future__ import annotations

import re
from datetime import date

_EXACT = re.compile(r"\((\d[\d.,\u00a0\u202f' ]{0,40}) (?:bytes|octets|byte)\)", re.IGNORECASE)
_SIZE = re.compile(
    r"(?<!\d)(\d{1,9}(?:[.,\u00a0\u202f ]?\d{1,9}){0,3})\s*(bytes|octets|[KMGTP]?i?[BO])\b", re.IGNORECASE
)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_FREQUENCY = re.compile(r"(?<!\d)(\d{1,6}(?:[.,]\d{1,4})?)\s*([MG])Hz", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,18}")
_MAC = re.compile(r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(\d{1,4})[/.](\d{1,2})[/.](\d{2,4})(?!\d)")
_MOST = 2**62
_MONTHS = 12
_MOST_SIGNS = 60


def disk_bytes(text: str) -> int | None:
    """A size of a disk or volume."""
    if (exact := _EXACT.search(text)) and (
        digits := "".join(sign for sign in exact[1] if sign.isascii() and sign.isdigit())
    ):
        return _bounded(int(digits))
    if _WHOLE.fullmatch(text.strip()):
        return _bounded(int(text))
    return _sized(text, 1000)


def memory_bytes(text: str) -> int | None:
    """A size of memory."""
    return _sized(text, 1024)


def _sized(text: str, thousand: int) -> int | None:
    if (match := _SIZE.search(text)) is None:
        return None
    unit = match[2].casefold()
    power = 0 if unit in ("bytes", "octets") else _POWERS.get(unit.rstrip("bo").rstrip("i"), 0)
    number = decimal(match[1])
    return None if number is None else _bounded(round(number * thousand**power))


def decimal(text: str) -> float | None:
    """A number with a point or a comma before its decimals; "1,536" is a thousand and a half in every language here."""
    plain = "".join(text[:_MOST_SIGNS].replace("\u00a0", "").replace("\u202f", "").split())
    if (
        len(text) > _MOST_SIGNS
        or not plain
        or not all(sign.isascii() and (sign.isdigit() or sign in ".,") for sign in plain)
    ):
        return None
    marks = [sign for sign in plain if sign in ".,"]
    if not marks:
        return float(plain)
    whole, _, rest = plain.rpartition(marks[-1])
    grouped = len(set(marks)) == 1 and (len(marks) > 1 or (marks[0] == "," and len(rest) == len("000")))
    digits = "".join(sign for sign in whole if sign.isdigit())
    try:
        return float(digits + rest) if grouped else float(f"{digits or 0}.{rest or 0}")
    except ValueError:
        return None


def _bounded(number: int) -> int | None:
    return number if 0 <= number < _MOST else None


def megahertz(text: str) -> int | None:
    """A frequency."""
    match = _FREQUENCY.search(text)
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    return round(number * 1000) if match[2] in "gG" else round(number)


def whole(text: str) -> int | None:
    """A whole number that stands first in a text, for example in "552 cycles"."""
    match = _WHOLE.match(text.strip())
    return None if match is None else int(match[0])


def yes(text: str) -> bool | None:
    """Yes or no; None for anything else. Values of -xml and -json often end in them, as in `spdisplays_yes`."""
    word = text.strip().casefold().rpartition("_")[2]
    if word in ("yes", "true", "on", "enabled", "1"):
        return True
    return False if word in ("no", "false", "off", "disabled", "0") else None


def mac(text: str) -> str | None:
    """An Ethernet address; those of FireWire are longer and no such thing."""
    plain = text.strip()
    return plain.casefold().replace("-", ":") if _MAC.fullmatch(plain) else None


def day(text: str) -> str | None:
    """Year-month-day of an ISO date; None for others."""
    match = _ISO.match(text.strip())
    return None if match is None else _iso(int(match[1]), int(match[2]), int(match[3]))


def written_day(text: str, *, day_first: bool | None) -> str | None:
    """Year-month-day of a date as the Mac's language writes it: 24/04/2024, 2/20/11, 24.04.24, 2024/04/24.

    `day_first` None means that nobody knows the order: only dates with one meaning are told.
    """
    if (iso := day(text)) is not None:
        return iso
    match = _SLASHED.match(text.strip())
    if match is None:
        return None
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == len("2024"):
        return _iso(first, second, third)
    year = third if third > 99 else third + (2000 if third < 70 else 1900)  # noqa: PLR2004 - two digits of a year
    if first > _MONTHS or first == second:
        day_first = True
    elif second > _MONTHS:
        day_first = False
    if day_first is None:
        return None
    return _iso(year, second, first) if day_first else _iso(year, first, second)


def day_first(texts: list[str]) -> bool | None:
    """Whether these dates of one print put the day before the month; None when they do not say, or contradict."""
    pairs = [(int(match[1]), int(match[2])) for text in texts if (match := _SLASHED.match(text.strip()))]
    pairs = [(first, second) for first, second in pairs if first < 100]  # noqa: PLR2004 - not a year
    days_first = any(first > _MONTHS for first, _ in pairs)
    months_first = any(second > _MONTHS for _, second in pairs)
    return None if days_first == months_first else days_first


def _iso(year: int, month: int, number: int) -> str | None:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None
