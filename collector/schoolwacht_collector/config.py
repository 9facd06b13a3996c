"""The only reader of the collector's file and environment: collector.toml, then SCHOOLWACHT_* variables on top.

Unknown keys and wrong values are errors that name the key; nothing is guessed.
"""

from __future__ import annotations

import difflib
import os
import socket
import tomllib
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

EXAMPLE = """\
# Schoolwacht collector. Every line is optional; what is commented out shows the default.
# language = "nl"                       # of mails and of the command line: nl or en
# time_zone = "Europe/Brussels"

# [console]
# address = "127.0.0.1:8080"

# [agents]
# push = "0.0.0.0:7443"                 # enrolled agents, mutual TLS
# enrol = "0.0.0.0:7444"                # new agents, with a token
# advertise = ["collector.school.local"]  # names or addresses that machines find this collector by

# [influxdb]                            # without this section the series are kept here, in SQLite
# url = "http://127.0.0.1:8086"
# org = "school"
# bucket = "schoolwacht"
# token = "..."                         # or token_file = "/path/of/a/file"

# [notify]
# urls = ["mailtos://user:password@mail.school.example?to=ict@school.example"]   # see docs/notify.md
"""


class BadConfig(Exception):  # noqa: N818 - what somebody wrote
    """The configuration cannot be used. The message names file and key, and says what would do."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _address(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 2**16:
        raise ValueError(f"write an address and a port, such as 127.0.0.1:8080, not {text!r}")
    return text


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(f"{text!r} is no time zone; write one such as Europe/Brussels")
    return text


Address = Annotated[str, AfterValidator(_address)]
"""host:port."""


class Console(_Strict):
    """Where people reach the console."""

    address: Address = "127.0.0.1:8080"
    names: tuple[str, ...] = ()
    """Further host names under which the console may be asked for."""


class Agents(_Strict):
    """Where agents reach the collector."""

    push: Address = "0.0.0.0:7443"
    enrol: Address = "0.0.0.0:7444"
    advertise: tuple[str, ...] = ()
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


class Config(_Strict):
    """Everything that can be set."""

    home: Path
    language: str = Field(default="nl", pattern="^(nl|en)$")
    time_zone: Annotated[str, AfterValidator(_zone)] = "Europe/Brussels"
    judge_every_seconds: int = Field(default=60, ge=1, le=3600)
    console: Console = Console()
    agents: Agents = Agents()
    influxdb: Influxdb | None = None
    notify: Notify = Notify()


def home_of(environment: dict[str, str] | None = None) -> Path:
    """The folder with everything: SCHOOLWACHT_HOME, else `.schoolwacht` where we are."""
    return Path((environment or dict(os.environ)).get("SCHOOLWACHT_HOME") or ".schoolwacht").resolve()


def load(home: Path, environment: dict[str, str] | None = None) -> Config:
    """Reads collector.toml in the home, and SCHOOLWACHT_SECTION__KEY variables. Raises BadConfig."""
    path = home / "collector.toml"
    content: dict[str, Any] = {}
    if path.exists():
        try:
            content = tomllib.loads(path.read_text())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as flaw:
            raise BadConfig(f"{path}: {flaw}. Compare it with 'schoolwacht config defaults'.") from flaw
        except OSError as flaw:
            raise BadConfig(f"{path} cannot be read ({flaw.strerror}). Check its owner and rights.") from flaw
    for key, value in (environment or dict(os.environ)).items():
        _put(content, key, value)
    try:
        return Config(home=home, **content)
    except ValidationError as flaw:
        raise BadConfig("\n".join(_sentence(path, one) for one in flaw.errors())) from flaw


_NOT_SETTINGS = frozenset({"home", "recordings", "version"})


def _put(content: dict[str, Any], variable: str, value: str) -> None:
    """SCHOOLWACHT_CONSOLE__ADDRESS=x becomes [console] address = x; lists are split at spaces."""
    if not variable.startswith("SCHOOLWACHT_"):
        return
    steps = variable.removeprefix("SCHOOLWACHT_").lower().split("__")
    section = Config.model_fields.get(steps[0])
    if section is None or steps[0] in _NOT_SETTINGS:
        return  # SCHOOLWACHT_AGENT_..., SCHOOLWACHT_TEST_...: not ours
    *way, last = steps
    place = content
    for step in way:
        below = place.setdefault(step, {})
        if not isinstance(below, dict):
            return  # the file has a value where a section belongs; that is told when it is read
        place = below
    place[last] = value.split() if last in {"urls", "advertise", "names"} else value


def _sentence(path: Path, error: Any) -> str:  # noqa: ANN401 - pydantic's own dict
    key = ".".join(str(step) for step in error["loc"])
    if error["type"] == "extra_forbidden":
        close = difflib.get_close_matches(str(error["loc"][-1]), _keys_of(error["loc"][:-1]), 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        return f"{path}: {key} is not a setting{hint}"
    return f"{path}: {key}: {error['msg']}"


def _keys_of(section: tuple[str | int, ...]) -> list[str]:
    """What may stand in a section; the keys of the file itself for none."""
    models: dict[tuple[str | int, ...], type[BaseModel]] = {
        (): Config,
        ("console",): Console,
        ("agents",): Agents,
        ("influxdb",): Influxdb,
        ("notify",): Notify,
    }
    return [name for name in models.get(section, Config).model_fields if name != "home"]


MOST_ADDRESSES = 8
"""As many as an agent tries; a machine with more should be told which to advertise."""


def addresses(listen: str, advertise: tuple[str, ...]) -> list[str]:
    """Where machines find a door that listens so: the given names, else this machine's own addresses."""
    host, _, port = listen.rpartition(":")
    if advertise:
        return [f"{name}:{port}" for name in advertise]
    if host not in {"0.0.0.0", "[::]", ""}:  # noqa: S104 - compared, not bound
        return [f"{host}:{port}"]
    return [f"{name}:{port}" for name in [*_own_addresses()[: MOST_ADDRESSES - 1], "127.0.0.1"]]


def _own_addresses() -> list[str]:
    import psutil

    found = [
        one.address
        for name, several in psutil.net_if_addrs().items()
        for one in several
        if one.family == socket.AF_INET and not one.address.startswith(("127.", "169.254."))
        and not name.startswith(("docker", "br-", "veth", "virbr"))
    ]  # fmt: skip
    return sorted(set(found))
