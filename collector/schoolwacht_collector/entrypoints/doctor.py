"""Looks at every part of the collector and says in words what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_collector.entrypoints.api.services import Check
from schoolwacht_collector.entrypoints.checks import doors, files, work
from schoolwacht_collector.entrypoints.ticker import Ticker
from schoolwacht_collector.entrypoints.vitals import Vitals
from schoolwacht_collector.ports import Ledger, Notifier, SeriesStore

Ends = Callable[[], Mapping[str, datetime]]


def _nothing() -> Mapping[str, datetime]:
    return {}


def _no_trouble() -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Premises:
    """What the doctor knows of the house beside its stores.

    `doors` maps the setting of a door to its address, `ends` says when certificates end, `keys` gives a sentence for
    each key or certificate that cannot be used. `vitals` knows what runs; its ticker is None while nothing does.
    """

    doors: Mapping[str, str] = field(default_factory=dict)
    notifiers: Mapping[str, Notifier] = field(default_factory=dict)
    ends: Ends = _nothing
    keys: Callable[[], Sequence[str]] = _no_trouble
    vitals: Vitals | None = None


class Doctor:
    """The checks; each is independent, so one that fails does not hide the others."""

    def __init__(
        self,
        home: Path,
        ledger: Ledger,
        series: SeriesStore,
        addresses: int | Callable[[], int],
        set_aside: Callable[[], Sequence[Path]],
        *,
        premises: Premises | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._home = home
        self._ledger = ledger
        self._series = series
        self._addresses = addresses if callable(addresses) else lambda: addresses
        self._set_aside = set_aside
        self._premises = premises or Premises()
        self._clock = clock

    def checks(self) -> list[Check]:
        """One line for each part."""
        return [*self._keeping(), *self._reaching(), *self._working()]

    def _keeping(self) -> Iterator[Check]:
        yield files.disk(self._home)
        yield from files.set_aside(self._set_aside())
        rights = files.rights(self._home)
        if rights is not None:
            yield rights
        yield work.ledger(self._ledger)
        path: Path = getattr(self._ledger, "path", self._home / "ledger.db")
        if path.exists():
            yield files.whole(path)
        yield work.series(self._series)

    def _reaching(self) -> Iterator[Check]:
        premises, now = self._premises, self._clock()
        yield work.clock(self._ledger, now, self._ticker)
        yield from doors.ports(premises.doors, running=self._ticker is not None)
        trouble = premises.keys()
        yield from (Check("keys", "bad", sentence) for sentence in trouble)
        if not trouble and premises.doors:
            yield Check("keys", "ok", "every key belongs to its certificate")
        yield from doors.certificates(premises.ends(), now)

    def _working(self) -> Iterator[Check]:
        premises = self._premises
        yield from work.flow(self._ledger, premises.vitals)
        if self._ticker is not None:
            yield work.jobs(self._ticker)
        # A running collector does not load 170 plug-ins for a question; `schoolwacht doctor` then tries them itself.
        tried = premises.notifiers if self._ticker is None else {}
        yield from work.letters(self._ledger, self._addresses(), tried)
        yield work.backup(self._ledger, self._clock())

    @property
    def _ticker(self) -> Ticker | None:
        vitals = self._premises.vitals
        return vitals.ticker if vitals is not None else None
