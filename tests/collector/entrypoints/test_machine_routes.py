from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from collector.school import NOW, School, device
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.books.api_tokens import ApiScope
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.series import Mark
from schoolwacht_collector.entrypoints.api.gate import Caller
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.machine_routes import by_token, machine_routes
from schoolwacht_collector.entrypoints.metrics_page import MetricsPage
from schoolwacht_collector.entrypoints.ticker import Job, Ticker
from schoolwacht_collector.entrypoints.vitals import Vitals
from schoolwacht_collector.ports import Busy

HERE, ELSEWHERE = "127.0.0.1", "192.0.2.9"
SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? -?[0-9.e+-]+')


class Tokens:
    """Knows one token that may read about everything, and one for a single site."""

    def caller(self, request: Any) -> Caller:  # noqa: ANN401 - starlette's request
        said = request.headers["authorization"]
        if said == "Bearer swa_all":
            return Caller("api:all", ApiScope.READ)
        if said == "Bearer swa_site":
            return Caller("api:site", ApiScope.READ, "Zuid")
        raise Problem("unauthorized", "unknown")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School.open(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def ticker() -> Iterator[Ticker]:
    made = Ticker([Job("judge", timedelta(hours=1), lambda: None)], lambda: NOW)
    made.start()
    while not made.last_run:
        pass
    yield made
    made.stop()


@pytest.fixture
def vitals(school: School, ticker: Ticker) -> Vitals:
    made = Vitals(school.ledger, MemorySeries(), lambda: NOW, lambda: 1.0, lambda _: NOW)
    made.run_by(ticker, {"stored": 7, "refused": 1})
    return made


@pytest.fixture
def application(vitals: Vitals, tmp_path: Path) -> FastAPI:
    app = FastAPI()
    metrics = MetricsPage(vitals, tmp_path, '1.0"x', lambda: {"agents": NOW})
    app.include_router(machine_routes(vitals, metrics, lambda: b"-----BEGIN", by_token(Tokens())))
    return app


async def ask(application: FastAPI, path: str, host: str = HERE, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(application, client=(host, 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.example") as client:
        return await client.get(path, headers=headers)


async def test_everybody_may_ask_whether_it_lives_and_whether_it_works(application: FastAPI) -> None:
    for host in (HERE, ELSEWHERE):
        assert (await ask(application, "/healthz", host)).text == "ok\n"
    answer = await ask(application, "/readyz", ELSEWHERE)
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "state": "ok"})


async def test_parts_and_numbers_are_for_this_machine_and_for_tokens_that_may_read_everything(
    application: FastAPI,
) -> None:
    assert set((await ask(application, "/readyz")).json()["parts"]) == {"ledger", "series", "inbox", "ticker"}
    assert "parts" in (await ask(application, "/readyz", ELSEWHERE, authorization="Bearer swa_all")).json()
    assert (await ask(application, "/metrics")).status_code == 200
    assert (await ask(application, "/metrics", ELSEWHERE, authorization="Bearer swa_all")).status_code == 200
    for headers in ({}, {"authorization": "Bearer swa_site"}, {"authorization": "Bearer swa_wrong"}):
        answer = await ask(application, "/metrics", ELSEWHERE, **headers)
        assert answer.status_code == 401
        assert "schoolwacht_" not in answer.text


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
async def test_what_came_through_a_proxy_on_this_machine_is_not_from_this_machine(
    application: FastAPI, header: str
) -> None:
    assert (await ask(application, "/metrics", HERE, **{header: ELSEWHERE})).status_code == 401


async def test_when_a_part_is_down_the_status_says_so(application: FastAPI, vitals: Vitals) -> None:
    vitals.ticker = None
    answer = await ask(application, "/readyz", ELSEWHERE)
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "state": "down"})
    assert (await ask(application, "/healthz")).status_code == 200


async def test_the_certificate_of_our_authority_can_be_taken_home(application: FastAPI, vitals: Vitals) -> None:
    answer = await ask(application, "/ca.crt", ELSEWHERE)
    assert answer.content == b"-----BEGIN"
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert 'filename="schoolwacht-ca.crt"' in answer.headers["content-disposition"]
    without = FastAPI()
    metrics = MetricsPage(vitals, Path(), "1", dict)
    without.include_router(machine_routes(vitals, metrics))
    assert (await ask(without, "/ca.crt")).status_code == 404


async def test_the_numbers_are_what_prometheus_reads(application: FastAPI, school: School) -> None:
    school.add(device("pc"))
    sentence = say("full")
    finding = Finding(Subject("pc", "/"), Severity.URGENT, sentence, sentence, 1, 0)
    school.ledger.write(
        lambda books: books.alerts.add(Alert(0, "full", finding.subject, AlertState.OPEN, finding, NOW, NOW, NOW))
    )
    school.ledger.write(lambda books: books.inbox.put_marks([Mark("alert", {}, {"state": "open"}, 1)]))
    answer = await ask(application, "/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert answer.text.endswith("\n")
    for wanted in (
        'schoolwacht_devices{state="active"} 1',
        'schoolwacht_devices{state="revoked"} 0',
        "schoolwacht_devices_heard 1",
        'schoolwacht_batches_total{outcome="stored"} 7',
        "schoolwacht_inbox_entries 1",
        'schoolwacht_alerts_open{severity="urgent"} 1',
        'schoolwacht_alerts_open{severity="warning"} 0',
        'schoolwacht_job_runs_total{job="judge"} 1',
        f'schoolwacht_job_last_run_time_seconds{{job="judge"}} {int(NOW.timestamp())}',
        f"schoolwacht_backup_last_time_seconds {int(NOW.timestamp())}",
        f'schoolwacht_certificate_end_time_seconds{{certificate="agents"}} {int(NOW.timestamp())}',
    ):
        assert wanted in lines
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names)) >= 20
    assert [line.split()[2] for line in lines if line.startswith("# HELP")] == names
    samples = [line for line in lines if not line.startswith("#")]
    assert r'version="1.0\"x"' in answer.text
    assert all(SAMPLE.fullmatch(line.replace(r"\"", "'")) for line in samples), samples
    assert {re.split(r"[{ ]", line)[0] for line in samples} <= set(names)


async def test_a_ledger_that_does_not_answer_costs_its_numbers_but_not_the_page(
    application: FastAPI, vitals: Vitals, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise Busy("busy")

    monkeypatch.setattr(vitals, "counts", busy)
    text = (await ask(application, "/metrics")).text
    assert "schoolwacht_ledger_answers 0" in text
    assert "schoolwacht_devices" not in text
