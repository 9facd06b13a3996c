"""Puts the interface together. Everything it needs is handed in."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from schoolwacht_collector.entrypoints.api import (
    alerts,
    api_tokens,
    audit,
    collector,
    devices,
    diff,
    docs,
    facts,
    identities,
    licences,
    own_backups,
    rooms,
    rules,
    school,
    series,
    settings,
    software,
    tokens,
    usage,
    users,
)
from schoolwacht_collector.entrypoints.api.frame import Frame
from schoolwacht_collector.entrypoints.api.gate import Gate, OwnerGate
from schoolwacht_collector.entrypoints.api.idempotency import Answers
from schoolwacht_collector.entrypoints.api.openapi import describe
from schoolwacht_collector.entrypoints.api.problems import PREFIX, add_problem_handlers
from schoolwacht_collector.entrypoints.api.services import Services

NOUNS = (
    school, devices, facts, diff, identities, rooms, tokens, alerts, rules, licences, usage, software, series,
    users, audit, api_tokens, settings, own_backups, collector,
)  # fmt: skip


def create_api(services: Services, gate: Gate | None = None) -> FastAPI:
    """The application. Without a gate it is the owner's, for the socket in the home: never on a network."""
    app = FastAPI(title="Schoolwacht", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.services = services
    app.state.gate = gate or OwnerGate()
    app.state.answers = Answers()
    router = APIRouter(prefix=PREFIX)
    for noun in NOUNS:
        router.include_router(noun.router)
    app.include_router(router)
    app.include_router(docs.router)
    add_problem_handlers(app)
    app.add_middleware(Frame)
    describe(app)
    return app
