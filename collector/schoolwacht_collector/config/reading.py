"""Reads the files and the environment into one configuration, and says of each mistake where it stands.

Two files may speak: the machine's (`SCHOOLWACHT_CONFIG`, /etc/schoolwacht/collector.toml for the service) and the
home's `collector.toml`, which the console also writes; the home's goes before the machine's, the environment before
both.
"""

from __future__ import annotations

import difflib
import os
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError

from schoolwacht_collector.config.lines import line_of
from schoolwacht_collector.config.sections import SECTIONS, BadConfig, Config

UNIT = Path("/etc/systemd/system/schoolwacht.service")
"""What `schoolwacht service install` writes; in it stands where the service's home is."""
NAME = "collector.toml"


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read."""

    path: Path
    text: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that was said, the weakest first; `variables` maps a path of keys to the variable that sets it."""

    files: tuple[Source, ...]
    variables: Mapping[tuple[str, ...], str]
    content: dict[str, Any]

    def origin(self, path: tuple[str, ...]) -> str:
        """Who said a value: "default", "file" or "environment"."""
        if path in self.variables:
            return "environment"
        return "file" if self.file_of(path) else "default"

    def file_of(self, path: tuple[str, ...]) -> Source | None:
        """The file whose word counts for this key."""
        return next((one for one in reversed(self.files) if _has(one.content, path)), None)


def service_environment(unit: Path = UNIT) -> dict[str, str]:
    """What the installed service is given as environment; empty when none is installed or it may not be read."""
    try:
        lines = unit.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    said = [word for line in lines if line.startswith("Environment=") for word in shlex.split(line[12:])]
    return {name: value.replace("%%", "%") for name, _, value in (word.partition("=") for word in said)}


def service_home(unit: Path = UNIT) -> Path | None:
    """The home of the installed service."""
    home = service_environment(unit).get("SCHOOLWACHT_HOME")
    return Path(home) if home else None


def home_of(environment: Mapping[str, str] | None = None, unit: Path = UNIT) -> Path:
    """The folder with everything: SCHOOLWACHT_HOME, else `.schoolwacht` where we are, else the installed service's."""
    said = (environment or os.environ).get("SCHOOLWACHT_HOME")
    here = Path(".schoolwacht").resolve()
    return Path(said).resolve() if said else here if here.is_dir() else service_home(unit) or here


def config_files(home: Path, environment: Mapping[str, str] | None = None, unit: Path = UNIT) -> list[Path]:
    """The files that may speak, the weakest first; none of them has to exist."""
    machine = (environment or os.environ).get("SCHOOLWACHT_CONFIG")
    if machine is None and service_home(unit) == home:
        machine = service_environment(unit).get("SCHOOLWACHT_CONFIG")
    return [*([Path(machine)] if machine else []), home / NAME]


def load(home: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Reads the files and the SCHOOLWACHT_SECTION__KEY variables. Raises BadConfig."""
    return checked(home, gather(home, environment))


def gather(home: Path, environment: Mapping[str, str] | None = None) -> Sources:
    """What files and environment say, not yet checked. Raises BadConfig for a file that cannot be read."""
    environment = environment or os.environ
    files = tuple(read_file(path) for path in config_files(home, environment) if path.exists())
    return combined(files, environment)


def combined(files: tuple[Source, ...], environment: Mapping[str, str]) -> Sources:
    """Several voices as one."""
    content: dict[str, Any] = {}
    for file in files:
        _lay_over(content, file.content)
    variables = {path: name for name in environment if (path := _path_of(name))}
    for path, name in variables.items():
        _put(content, path, environment[name])
    return Sources(files, variables, content)


def checked(home: Path, sources: Sources) -> Config:
    """The configuration, if all of it can be used. Raises BadConfig with a line for every mistake."""
    try:
        return Config(**{**sources.content, "home": home})
    except ValidationError as flaw:
        raise BadConfig("\n".join(_sentence(home, sources, one) for one in flaw.errors())) from flaw


def read_file(path: Path) -> Source:
    """One file. Raises BadConfig."""
    try:
        text = path.read_bytes().decode()
        return Source(path, text, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as flaw:
        raise BadConfig(f"{path}: {flaw}. Compare it with 'schoolwacht config defaults'.") from flaw
    except OSError as flaw:
        raise BadConfig(f"{path} cannot be read ({flaw.strerror}). Check its owner and rights.") from flaw


def _lay_over(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _lay_over(below[key], value)
        else:
            below[key] = dict(value) if isinstance(value, dict) else value


def _has(content: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    place: Any = content
    for step in path:
        if not isinstance(place, Mapping) or step not in place:
            return False
        place = place[step]
    return True


_NOT_SETTINGS = frozenset({"home"})


def _path_of(variable: str) -> tuple[str, ...]:
    """SCHOOLWACHT_CONSOLE__ADDRESS is console.address; nothing for a variable that is no setting of ours."""
    if not variable.startswith("SCHOOLWACHT_"):
        return ()
    steps = tuple(variable.removeprefix("SCHOOLWACHT_").lower().split("__"))
    ours = steps[0] in Config.model_fields and steps[0] not in _NOT_SETTINGS
    return steps if ours else ()  # SCHOOLWACHT_AGENT_..., SCHOOLWACHT_TEST_...: not ours


def _put(content: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    """Lists are split at spaces."""
    *way, last = path
    place = content
    for step in way:
        below = place.setdefault(step, {})
        if not isinstance(below, dict):
            return  # the file has a value where a section belongs; that is told when it is checked
        place = below
    place[last] = value.split() if is_list(path) else value


def is_list(path: tuple[str, ...]) -> bool:
    """Whether a setting holds several values."""
    model = SECTIONS.get(path[0]) if len(path) > 1 else Config
    field = model.model_fields.get(path[-1]) if model else None
    return field is not None and get_origin(field.annotation) is tuple


def _sentence(home: Path, sources: Sources, error: Any) -> str:  # noqa: ANN401 - pydantic's own dict
    path = tuple(str(step) for step in error["loc"])
    key = ".".join(path)
    if error["type"] == "extra_forbidden":
        close = difflib.get_close_matches(path[-1], keys_of(path[:-1]), 1)
        return (
            f"{_place(home, sources, path)}: {key} is not a setting{f'; did you mean {close[0]!r}?' if close else ''}"
        )
    said = error.get("ctx", {}).get("error") if error["type"] == "value_error" else None
    return f"{_place(home, sources, path)}: {key}: {said or error['msg']}"


def _place(home: Path, sources: Sources, path: tuple[str, ...]) -> str:
    """Where a mistake stands: the variable, or the file with the line as far as it is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in sources.variables:
            return f"{sources.variables[path[:length]]} in the environment"
        file = sources.file_of(path[:length])
        if file is not None:
            line = line_of(file.text, path[:length])
            return f"{file.path}:{line}" if line else str(file.path)
    return str(home / NAME)


def keys_of(section: tuple[str, ...]) -> list[str]:
    """What may stand in a section; the keys of the file itself for none."""
    model: type[BaseModel] = SECTIONS.get(section[0], Config) if section else Config
    return [name for name in model.model_fields if name not in _NOT_SETTINGS]
