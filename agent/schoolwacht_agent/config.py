"""What this machine's owner decided: flags before environment before file before default. The only reader of these."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schoolwacht_agent.home import personal_home, runs_as_system, system_file, system_home
from schoolwacht_agent.settings import KEYS, LANGUAGES, TABLES, BadConfig, Settings, check_known

PREFIX = "SCHOOLWACHT_AGENT_"
SYSTEM_HOME = system_home()
SYSTEM_FILE = system_file()


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, the file they were read from, and for each key that was set where its value came from."""

    settings: Settings
    file: Path | None
    origins: Mapping[str, str]


def load(flags: Mapping[str, str], environment: Mapping[str, str] | None = None) -> Config:
    """Reads everything there is. `flags` are by the names of keys; `config` names another file."""
    environment = os.environ if environment is None else environment
    named = flags.get("config") or environment.get(f"{PREFIX}CONFIG")
    home = Path(flags.get("home") or environment.get(f"{PREFIX}HOME") or _default_home(environment)).expanduser()
    file = Path(named) if named else _default_file(home)
    given: dict[str, tuple[object, str]] = {}
    if named or file.exists():
        given |= {key: (value, str(file)) for key, value in _read(file).items()}
    given |= {key: (value, name) for name, key, value in _from(environment)}
    given |= {key: (value, f"--{key.replace('_', '-')}") for key, value in flags.items() if key in KEYS}
    # Any: each parser gives the type that its field in Settings has.
    parsed: dict[str, Any] = {"home": home.absolute(), "language": _language(environment)}
    for key, (value, origin) in given.items():
        parsed[key] = _parse(key, value, origin)
    parsed.setdefault("drop_folder", parsed["home"] / "drop")
    return Config(
        Settings(**parsed), file if file.exists() else None, {key: origin for key, (_, origin) in given.items()}
    )


def _parse(key: str, value: object, origin: str) -> object:
    check_known(key, {**KEYS, **TABLES}, origin)
    try:
        return {**KEYS, **TABLES}[key](value)
    except (ValueError, TypeError) as error:
        raise BadConfig(f"{origin}: {key}: {error}") from error


def _read(file: Path) -> dict[str, object]:
    import tomllib  # most machines have no file, and a parser stays in memory for as long as the agent runs

    try:
        with file.open("rb") as content:
            return tomllib.load(content)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfig(f"{file}: {error}") from error
    except OSError as error:
        raise BadConfig(f"{file}: {error.strerror}; check that it exists and may be read") from error


def _from(environment: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Our variables: their name, the key they set, and the value. An empty one sets nothing."""
    found = []
    for name, value in environment.items():
        key = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and key != "config" and value:
            check_known(key, KEYS, f"environment variable {name}")
            found.append((name, key, value))
    return found


def _default_home(environment: Mapping[str, str]) -> Path:
    return SYSTEM_HOME if runs_as_system() else personal_home(environment)


def _default_file(home: Path) -> Path:
    return SYSTEM_FILE if home == SYSTEM_HOME else home / "agent.toml"


def _language(environment: Mapping[str, str]) -> str:
    said = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return said[:2] if said[:2] in LANGUAGES else "en"
