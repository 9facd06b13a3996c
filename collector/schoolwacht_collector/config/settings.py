"""Every setting with its value and where that comes from; secrets only as ***."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from schoolwacht_collector.config.reading import Sources, checked, gather
from schoolwacht_collector.config.sections import SECTIONS, Config

MASK = "***"
_LOG_IN = re.compile(r"(?<=://)[^/@]*@")


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of `config show`. `origin` is default, file or environment; `place` the file or the variable."""

    section: str
    key: str
    value: Any
    origin: str
    place: str = ""


def settings(home: Path, environment: Mapping[str, str] | None = None) -> list[Setting]:
    """All of them, as they work. Raises BadConfig."""
    sources = gather(home, environment)
    return list(_of(checked(home, sources), sources))


def differences(old: Config, new: Config) -> list[str]:
    """The names of the settings, such as `console.https`, that are not the same in two configurations."""
    return sorted(name for name in {**_flat(old), **_flat(new)} if _flat(old).get(name) != _flat(new).get(name))


def _flat(config: Config) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in config.model_dump(mode="json", exclude={"home"}).items():
        found |= {f"{key}.{name}": one for name, one in value.items()} if isinstance(value, dict) else {key: value}
    return found


def _of(config: Config, sources: Sources) -> Iterator[Setting]:
    plain = config.model_dump(mode="json")
    for key in Config.model_fields:
        if key in SECTIONS:
            yield from _section(key, SECTIONS[key], plain[key], sources)
        elif key != "home":
            yield _setting("", key, plain[key], sources)


def _section(name: str, model: type[BaseModel], values: Any, sources: Sources) -> Iterator[Setting]:  # noqa: ANN401 - json
    if values is None:
        return  # [influxdb] is not there: nothing of it works
    for key in model.model_fields:
        yield _setting(name, key, values[key], sources)


def _setting(section: str, key: str, value: Any, sources: Sources) -> Setting:  # noqa: ANN401 - json
    path = (section, key) if section else (key,)
    origin = sources.origin(path)
    if path == ("school", "days_off"):
        value = [
            str(one) for one in sources.content.get("school", {}).get("days_off", [])
        ]  # spans as they were written
    file = sources.file_of(path)
    place = sources.variables[path] if origin == "environment" else str(file.path) if origin == "file" and file else ""
    return Setting(section, key, masked(section, key, value), origin, place)


def masked(section: str, key: str, value: Any) -> Any:  # noqa: ANN401 - json
    """The value without what nobody may read over a shoulder."""
    if (section, key) == ("influxdb", "token"):
        return MASK if value else ""
    if (section, key) == ("influxdb", "url"):
        return _LOG_IN.sub(f"{MASK}@", value)
    if (section, key) == ("notify", "urls"):
        return [url.split("://")[0] + "://" + MASK if "://" in url else MASK for url in value]
    return value
