"""How the console speaks: the wording of all of Schoolwacht, and what only pages need: short times, days, rates."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from schoolwacht_collector.domain.message import Bytes, Message
from schoolwacht_collector.wording import LANGUAGES, Wording, wording_for

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_DAYS_IN_WEEK = 7
_A_WHILE = timedelta(hours=6)


class Speech:
    """One language in one time zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone
        self._wording = wording_for(language, zone)
        self._region = LANGUAGES[language]

    @property
    def wording(self) -> Wording:
        """The wording below, for what is shared with letters and files."""
        return self._wording

    def gettext(self, template: str) -> str:
        """The template in this language."""
        return self._wording.catalogue.gettext(template)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The template for this count in this language."""
        return self._wording.catalogue.ngettext(one, many, count)

    def say(self, message: Message) -> str:
        """A message in this language."""
        return self._wording.text(message)

    def number(self, value: float) -> str:
        """1.234,5 in Dutch; one decimal where there is one."""
        return format_decimal(value, format="#,##0.#", locale=self._region)

    def percent(self, value: float) -> str:
        """95 %, or 99,5 % where it matters; value is 0 to 100."""
        return f"{self.number(value)} %"

    def size(self, value: float) -> str:
        """4,1 GB."""
        return self._wording.value(Bytes(value))

    def rate(self, value: float) -> str:
        """1,2 MB/s."""
        return f"{self.size(value)}/s"

    def local(self, moment: datetime) -> datetime:
        """The moment as the school's clocks show it."""
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> str:
        """Monday 23 November, with a capital because it begins a line."""
        text = format_date(self.local(moment), "EEEE d MMMM", locale=self._region)
        return text[:1].upper() + text[1:]

    def date(self, moment: datetime) -> str:
        """23/11/2026."""
        return self.local(moment).strftime("%d/%m/%Y")

    def clock(self, moment: datetime) -> str:
        """08:41."""
        return self.local(moment).strftime("%H:%M")

    def moment(self, moment: datetime) -> str:
        """23/11/2026 08:41."""
        return f"{self.date(moment)} {self.clock(moment)}"

    def weekday(self, moment: datetime) -> str:
        """Mon."""
        return format_date(self.local(moment), "EEE", locale=self._region)

    def lasting(self, stretch: timedelta) -> str:
        """40 s, 25 min, 2 h, 3 days."""
        seconds = max(0, round(stretch.total_seconds()))
        if seconds < _MINUTE:
            return self.gettext("{n} s").format(n=seconds)
        if seconds < _HOUR:
            return self.gettext("{n} min").format(n=seconds // _MINUTE)
        if seconds < 2 * _DAY:
            return self.gettext("{n} h").format(n=seconds // _HOUR)
        days = seconds // _DAY
        return self.ngettext("{n} day", "{n} days", days).format(n=self.number(days))

    def when(self, moment: datetime, now: datetime) -> str:
        """How long ago within a day, then yesterday, then a weekday within a week, then a date."""
        past, here = self.local(moment), self.local(now)
        days = (here.date() - past.date()).days
        if days <= 0 or now - moment < _A_WHILE:
            return self.lasting(now - moment)
        if days == 1:
            return self.gettext("yesterday")
        if days < _DAYS_IN_WEEK:
            return self.weekday(moment)
        return format_date(past, "d MMM" if past.year == here.year else "d MMM y", locale=self._region)
