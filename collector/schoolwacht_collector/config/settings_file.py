"""The settings as pages and the API change them: texts in, texts out, kept in the home's collector.toml.

Only what a school changes in its daily life can be changed from afar. Doors, folders, certificates and stores are for
whoever has the machine: a mistake there locks everybody out, and a path is a way into it. An address for messages holds
a password; it is read as `mailtos://***#1`, and a line that says so again means the address that is there.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from schoolwacht_collector.config.edit import Value, change
from schoolwacht_collector.config.reading import NAME, gather, is_list
from schoolwacht_collector.config.sections import BadConfig, Config
from schoolwacht_collector.config.settings import MASK, Setting, settings
from schoolwacht_collector.ports import BadRequest

CHANGEABLE = frozenset(
    {
        "language", "time_zone", "school.name", "school.days_off", "notify.urls",
        "agents.advertise", "agents.move_to", "backup.at", "backup.keep",
    }
)  # fmt: skip
_MASKED = re.compile(rf"[^:/\s]*(://)?{re.escape(MASK)}#(\d+)")


class FileSettings:
    """Implements SettingsDesk of the console and Settings of the API."""

    def __init__(
        self,
        home: Path,
        send_test: Callable[[str], str],
        changed: Callable[[Config], object] = lambda _: None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`send_test` sends a message to an address and gives why not, if so; `changed` takes up what was written."""
        self._home = home
        self._send_test = send_test
        self._changed = changed
        self._environment = environment
        self._lock = threading.Lock()

    def read(self) -> Mapping[str, str]:
        """Every setting by name, lists with one item a line, secrets masked. Raises BadRequest."""
        return {_name(one): _text(one) for one in self._settings()}

    def fixed(self) -> Mapping[str, str]:
        """What cannot be changed here, with what says it: a variable, or the file."""
        found = {_name(one): one for one in self._settings()}
        return {
            name: one.place if one.origin == "environment" else NAME
            for name, one in found.items()
            if one.origin == "environment" or name not in CHANGEABLE
        }

    def change(self, section: str, key: str, value: str) -> None:
        """Sets one, keeps it and has it taken up. Raises BadRequest with a sentence."""
        name = f"{section}.{key}" if section else key
        with self._lock:
            if name not in CHANGEABLE:
                raise BadRequest(f"{name} can only be changed in {self._home / NAME}, on the machine itself")
            if variable := self.fixed().get(name):
                raise BadRequest(f"{name} is set by {variable}, which goes before the file; change it there")
            try:
                config = change(self._home, section, key, self._meant(section, key, value), self._environment)
            except BadConfig as flaw:
                raise BadRequest(str(flaw).removeprefix(f"{self._home / NAME}: ")) from flaw
            self._changed(config)

    def test_notification(self, url: str) -> str:
        """Sends a test message. Gives nothing when it went out, else one sentence that says why not."""
        return self._send_test(self._unmasked([url])[0])

    def _meant(self, section: str, key: str, value: str) -> Value:
        path = (section, key) if section else (key,)
        if is_list(path):
            lines = [line.strip() for line in value.splitlines() if line.strip()]
            return self._unmasked(lines) if path == ("notify", "urls") else lines
        if path == ("backup", "keep"):
            if not value.strip().isdecimal():
                raise BadRequest(f"write a whole number, not {value.strip()!r}")
            return int(value)
        return value.strip()

    def _unmasked(self, lines: list[str]) -> list[str]:
        urls = self._urls()
        found = []
        for line in lines:
            match = _MASKED.fullmatch(line)
            if match is None:
                found.append(line)
            elif 1 <= int(match[2]) <= len(urls) and line == _masked(urls[int(match[2]) - 1], int(match[2])):
                found.append(urls[int(match[2]) - 1])
            else:
                raise BadRequest(f"{line} is no address any more; write it in full")
        return found

    def _urls(self) -> list[str]:
        try:
            said = gather(self._home, self._environment).content.get("notify", {}).get("urls", [])
        except BadConfig as flaw:
            raise BadRequest(str(flaw)) from flaw
        return [str(one) for one in said]

    def _settings(self) -> list[Setting]:
        try:
            found = settings(self._home, self._environment)
        except BadConfig as flaw:
            raise BadRequest(str(flaw)) from flaw
        shown = [_masked(url, number) for number, url in enumerate(self._urls(), start=1)]
        return [
            Setting(one.section, one.key, shown, one.origin, one.place) if _name(one) == "notify.urls" else one
            for one in found
        ]


def _masked(url: str, number: int) -> str:
    scheme, slashes, _ = url.partition("://")
    return f"{scheme if slashes else ''}{slashes}{MASK}#{number}"


def _name(setting: Setting) -> str:
    return f"{setting.section}.{setting.key}" if setting.section else setting.key


def _text(setting: Setting) -> str:
    value = setting.value
    if isinstance(value, list | tuple):
        return "\n".join(str(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
