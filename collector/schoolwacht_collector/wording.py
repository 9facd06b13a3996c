"""Puts messages in a language: templates by gettext, numbers and dates as people here write them.

Used for pages, letters and the command line alike. Catalogues are read straight from the .po files under `locale/`, so
there is no compile step that could be forgotten; reading them all takes a few milliseconds, once.
"""

from __future__ import annotations

import gettext
import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from schoolwacht_collector.domain.message import Bytes, Lasting, Message, Moment, Percent, Value, say
from schoolwacht_collector.domain.text import clean

LANGUAGES = {"nl": "nl_BE", "en": "en_GB"}
"""Languages we speak, with the region whose way of writing numbers and dates is used."""

_LOCALE = Path(__file__).parent / "locale"
_PLACE = re.compile(r"\{(\w+)\}")
_LONGEST_VALUE = 200
_BYTES = ("B", "kB", "MB", "GB", "TB", "PB")
_KILO = 1000
_FEW = 10
_NEARLY = 0.05
_UNITS = (
    (86_400, say("1 day"), say("{count} days")),
    (3_600, say("1 hour"), say("{count} hours")),
    (60, say("1 minute"), say("{count} minutes")),
    (1, say("1 second"), say("{count} seconds")),
)


class Wording:
    """One language in one time zone."""

    def __init__(self, language: str, zone: tzinfo, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self.zone = zone
        self.catalogue = catalogue
        self._region = LANGUAGES[language]

    def text(self, message: Message) -> str:
        """The sentence. A place without a value stays as it is, so that a slip in a translation loses no alert."""
        template = self.catalogue.gettext(message.template) if message.template else ""
        return _PLACE.sub(lambda place: self._fill(place, message), template)

    def value(self, value: Value) -> str:  # noqa: PLR0911 - one line a kind
        """One value. Texts may come from a machine: they become one line of seen characters, not too long."""
        match value:
            case Bytes(amount):
                return self._bytes(amount)
            case Percent(share):
                return f"{self._number(share, '#,##0')} %"
            case Moment(moment):
                return self.moment(moment)
            case Lasting(seconds):
                return self._lasting(seconds)
            case int():
                return self._number(int(value), "#,##0")
            case float():
                return self._number(value, "#,##0.##")
            case _:
                return clean(value, _LONGEST_VALUE)

    def moment(self, moment: datetime) -> str:
        """A date and time in the school's time zone: 23/11/2026 08:41."""
        return format_datetime(moment.astimezone(self.zone), "dd/MM/yyyy HH:mm", locale=self._region)

    def _fill(self, place: re.Match[str], message: Message) -> str:
        name = place.group(1)
        return self.value(message.values[name]) if name in message.values else place.group(0)

    def _number(self, number: float, pattern: str) -> str:
        return format_decimal(number, format=pattern, locale=self._region)

    def _bytes(self, amount: float) -> str:
        """An amount in powers of a thousand, as disks are sold: 4,1 GB; from ten on without decimals."""
        unit = 0
        while abs(amount) >= _KILO and unit < len(_BYTES) - 1:
            amount, unit = amount / _KILO, unit + 1
        pattern = "#,##0.#" if unit and abs(amount) < _FEW else "#,##0"
        return f"{self._number(amount, pattern)} {_BYTES[unit]}"

    def _lasting(self, seconds: float) -> str:
        """A stretch of time in its largest unit that fits twice: 90 minutes, not 2 hours; but 1 day, not 24 hours."""
        for size, one, many in _UNITS:
            if abs(seconds - size) < size * _NEARLY:
                return self.text(one)
            if seconds >= 2 * size or size == 1:
                return self.text(Message(many.template, {"count": max(0, round(seconds / size))}))
        raise AssertionError("the smallest unit takes whatever is left")


@lru_cache(maxsize=8)
def load_catalogue(language: str, folder: Path = _LOCALE) -> gettext.NullTranslations:
    """Every .po file of a language, as one. A language without files speaks English, the language of the templates."""
    merged = Catalog(locale=language)
    for path in sorted((folder / language).glob("**/*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale=language, abort_invalid=True):
                if entry.id and entry.string and not entry.fuzzy:
                    merged.add(entry.id, entry.string, context=entry.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def wording_for(language: str, zone: str | tzinfo = UTC) -> Wording:
    """The wording of a language we speak; any other is answered in English."""
    known = language if language in LANGUAGES else "en"
    return Wording(known, ZoneInfo(zone) if isinstance(zone, str) else zone, load_catalogue(known))
