"""Ways to tell people, one file each. A module here is registered by having a NOTIFIER."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from schoolwacht_collector.ports import Notifier


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """What the school set under [notify]. The addresses hold passwords and are never shown."""

    urls: tuple[str, ...] = ()
    timeout: float = 30.0

    def __repr__(self) -> str:
        return f"NotifySettings({len(self.urls)} urls)"


Maker = Callable[[NotifySettings], Mapping[str, Notifier]]
"""What a module's NOTIFIER is: makes its notifiers, by names that stay the same when a password changes."""


def make_notifiers(settings: NotifySettings) -> dict[str, Notifier]:
    """Every notifier of this package for these settings. A module that does not fit raises, and so stops the start."""
    made: dict[str, Notifier] = {}
    for module in sorted(iter_modules(__path__), key=lambda m: m.name):
        maker: Maker | None = getattr(import_module(f"{__name__}.{module.name}"), "NOTIFIER", None)
        if maker is None:
            raise TypeError(f"notifiers/{module.name}.py has no NOTIFIER; give it one, or move it out of this folder")
        made.update(maker(settings))
    return made
