"""What the handlers need, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.message import Message
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.ports import Ledger, SeriesStore
from schoolwacht_collector.usecases.make_token import Reachable

WHO = "cli"
"""Under whose name the command line stands in the audit trail: the owner of the home."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor: what was looked at, whether it is well, and what to do if not."""

    name: str
    state: str
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything behind the interface."""

    ledger: Ledger
    series: SeriesStore
    rules: dict[str, AnyRule]
    catalogue: Catalogue
    reachable: Reachable
    console_url: str
    clock: Callable[[], datetime]
    devices_changed: Callable[[], None]
    checks: Callable[[], Sequence[Check]]
    render: Callable[[Message], str]


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Given = Annotated[Services, Depends(_services)]
