"""What can be set, section by section. Each value is checked here, by itself and against its neighbours."""

from __future__ import annotations

import ipaddress
import re
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class BadConfig(Exception):  # noqa: N818 - what somebody wrote
    """The configuration cannot be used. The message names file, line and key, and says what would do."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _address(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 2**16:
        raise ValueError(f"write an address and a port, such as 127.0.0.1:8080, not {text!r}")
    return text


def _only_here(text: str) -> str:
    host = _address(text).rpartition(":")[0].strip("[]")
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host.casefold() == "localhost"
    if not loopback:
        raise ValueError(
            f"{text} would send passwords in the clear: http is for this machine only. Leave it at 127.0.0.1:8080, "
            f'and for other machines write https = "{_elsewhere(host)}:8443"'
        )
    return text


def _elsewhere(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(f"{text!r} is no time zone; write one such as Europe/Brussels")
    return text


_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?", re.IGNORECASE)
_LONGEST_NAME = 253  # RFC 1035, as text


def _host(text: str) -> str:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        if not _NAME.fullmatch(text) or len(text) > _LONGEST_NAME:
            raise ValueError(
                f"write a name or an address without scheme and port, such as schoolwacht.school.example, not {text!r}"
            ) from None
    return text


def _host_and_port(text: str) -> str:
    _host(_address(text).rpartition(":")[0])
    return text


_LONGEST_OFF = timedelta(days=366)


def _days(given: object) -> object:
    """Days as a file writes them, one by one or as first/last, each once and in order."""
    if not isinstance(given, list | tuple):
        return given  # said by the type
    days: set[date] = set()
    for one in given:
        first, slash, last = str(one).partition("/")
        begin, end = _day(first), _day(last if slash else first)
        if not begin <= end <= begin + _LONGEST_OFF:
            raise ValueError(f"{one!r} does not go from an earlier day to a later one within a year")
        days |= {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
    return tuple(sorted(days))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"write days as 2026-11-30 or 2026-11-09/2026-11-13, not {text!r}") from None


Address = Annotated[str, AfterValidator(_address)]
"""host:port of a door."""
LocalAddress = Annotated[str, AfterValidator(_only_here)]
"""host:port that only this machine can reach."""
Host = Annotated[str, AfterValidator(_host)]
"""A name or an address, without a port."""
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
"""A name or an address, with a port."""


class Console(_Strict):
    """Where people reach the console."""

    address: LocalAddress = "127.0.0.1:8080"
    https: Annotated[str, AfterValidator(lambda text: text and _address(text))] = ""
    """The door for other machines; closed while this is empty."""
    names: tuple[Host, ...] = ()
    """Further host names under which the console may be asked for, and for which its certificate is good."""
    certificate: Path | None = None
    key: Path | None = None
    hsts: bool = False

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            there, missing = ("certificate", "key") if self.key is None else ("key", "certificate")
            raise ValueError(f"{there} is given, but {missing} is not; give both, or neither for a certificate of ours")
        if self.certificate is not None and not self.https:
            raise ValueError('certificate is given, but no door uses it; add https = "0.0.0.0:8443"')
        if self.hsts and self.certificate is None:
            raise ValueError(
                "hsts needs a given certificate: with our own, a browser that does not trust it yet could not get in"
            )
        return self


class Agents(_Strict):
    """Where agents reach the collector."""

    push: Address = "0.0.0.0:7443"
    enrol: Address = "0.0.0.0:7444"
    advertise: tuple[Host, ...] = ()
    move_to: tuple[HostAndPort, ...] = Field(default=(), max_length=8)
    """Where agents will find the collector after a move; told to them ahead of it."""
    push_every_seconds: int = Field(default=60, ge=10, le=3600)


class Influxdb(_Strict):
    """An InfluxDB for the series, instead of the embedded store."""

    url: str
    org: str = ""
    bucket: str = "schoolwacht"
    token: str = ""
    token_file: Path | None = None

    def secret(self) -> str:
        """The token, from wherever it is. Raises BadConfig."""
        if self.token_file is None:
            return self.token
        try:
            return self.token_file.read_text().strip()
        except OSError as flaw:
            raise BadConfig(f"influxdb.token_file: {self.token_file} cannot be read ({flaw.strerror})") from flaw


class Notify(_Strict):
    """Who is told."""

    urls: tuple[str, ...] = ()


class Backup(_Strict):
    """The daily copy of everything."""

    folder: Path = Path("backups")
    """In the home, unless it is absolute."""
    at: time = time(2, 30)
    keep: int = Field(default=14, ge=1, le=1000)


class School(_Strict):
    """The school itself."""

    name: str = Field(default="", max_length=120)
    days_off: Annotated[tuple[date, ...], BeforeValidator(_days)] = ()


class Config(_Strict):
    """Everything that can be set."""

    home: Path
    language: str = Field(default="nl", pattern="^(nl|en)$")
    time_zone: Annotated[str, AfterValidator(_zone)] = "Europe/Brussels"
    judge_every_seconds: int = Field(default=60, ge=1, le=3600)
    school: School = School()
    console: Console = Console()
    agents: Agents = Agents()
    backup: Backup = Backup()
    influxdb: Influxdb | None = None
    notify: Notify = Notify()

    def doors(self) -> dict[str, str]:
        """Where this collector listens, by the setting that says so."""
        found = {
            "console.address": self.console.address,
            "console.https": self.console.https,
            "agents.push": self.agents.push,
            "agents.enrol": self.agents.enrol,
        }
        return {setting: address for setting, address in found.items() if address}

    def backup_folder(self) -> Path:
        """Where back-ups go."""
        return self.home / self.backup.folder

    def given_certificate(self) -> tuple[Path, Path] | None:
        """The files of a certificate and its key that somebody else made for the console."""
        console = self.console
        if console.certificate is None or console.key is None:
            return None
        return self.home / console.certificate, self.home / console.key


SECTIONS: dict[str, type[BaseModel]] = {
    "school": School,
    "console": Console,
    "agents": Agents,
    "backup": Backup,
    "influxdb": Influxdb,
    "notify": Notify,
}
"""The sections by name; beside them the file has keys of its own at the top."""
