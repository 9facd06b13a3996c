"""What the settings pages ask of whoever keeps the settings of the collector: a file, in a real house.

Plain types only, so that the keeper need not know the console. A setting is named `section.key`, as in collector.toml;
what stands at the top of the file has no section and no dot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

LANGUAGE = ("", "language")
TIME_ZONE = ("", "time_zone")
SCHOOL_NAME = ("school", "name")
DAYS_OFF = ("school", "days_off")
"""Dates or spans of dates: 2026-11-09 or 2026-11-09/2026-11-13."""
NOTIFY_URLS = ("notify", "urls")
"""Addresses for apprise. They hold passwords."""


class SettingsDesk(Protocol):
    """Reads and changes settings. A list is a text with one item a line."""

    def read(self) -> Mapping[str, str]:
        """Every setting that pages may show, by name, as it is now; secrets are masked.

        A masked item of a list, written back as it was read, stays what it is.
        """

    def fixed(self) -> Mapping[str, str]:
        """Settings that cannot be changed here, by name, with what fixes them, such as the name of a variable."""

    def change(self, section: str, key: str, value: str) -> None:
        """Sets one, keeps it and has it taken up. Raises BadRequest with a sentence when it cannot be so."""

    def test_notification(self, url: str) -> str:
        """Sends a test message. Gives nothing when it went out, else one sentence that says why not."""


def name_of(setting: tuple[str, str]) -> str:
    """The name of a setting.

    >>> name_of(("school", "name")), name_of(("", "language"))
    ('school.name', 'language')
    """
    return ".".join(part for part in setting if part)


def text(settings: Mapping[str, str], setting: tuple[str, str]) -> str:
    """A setting that is one text."""
    return settings.get(name_of(setting), "")


def items(settings: Mapping[str, str], setting: tuple[str, str]) -> list[str]:
    """A setting that is a list."""
    return [line.strip() for line in text(settings, setting).splitlines() if line.strip()]
