"""Making places in an InfluxDB 1.8, played by a small server; the real 2.x is in test_influx_roller.py."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from schoolwacht_collector.adapters.influx_places import make_ready, place_of, raw_kept
from schoolwacht_collector.adapters.influx_wire import InfluxAddress, InfluxWire
from schoolwacht_collector.adapters.series_steps import DAILY, HOURLY
from schoolwacht_collector.ports import Busy

pytestmark = pytest.mark.e2e


class OldServer(ThreadingHTTPServer):
    """Knows databases by name, and makes one when it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.databases = {"series"}
        self.told: list[str] = []
        self.obeys = True


class Answers(BaseHTTPRequestHandler):
    """The few requests that making places needs."""

    protocol_version = "HTTP/1.1"
    server: OldServer

    def say(self, status: int, content: object = None) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("X-Influxdb-Version", "1.8.10")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if self.path.startswith("/ping"):
            self.say(204)
        elif asked["q"][0].startswith("SHOW RETENTION POLICIES"):
            columns = ["name", "duration", "shardGroupDuration", "replicaN", "default"]
            series = [{"columns": columns, "values": [["autogen", "720h0m0s", "24h0m0s", 1, True]]}]
            self.say(200, {"results": [{"series": series}]})
        elif asked["db"][0] in self.server.databases:
            self.say(200, {"results": [{}]})
        else:
            self.say(200, {"results": [{"error": f"database not found: {asked['db'][0]}"}]})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        asked = parse_qs(urlsplit(self.path).query)
        if "bucket" in asked:
            self.say(*((204,) if asked["bucket"][0] in self.server.databases else (404, {"error": "not found"})))
        elif self.server.obeys:
            self.server.told.append(asked["q"][0])
            self.server.databases.add(asked["q"][0].split('"')[1])
            self.say(200, {"results": [{}]})
        else:
            self.say(403, {"error": "error authorizing query"})

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def server() -> Iterator[OldServer]:
    server = OldServer()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def wires(server: OldServer) -> Iterator[list[InfluxWire]]:
    address = InfluxAddress(f"http://127.0.0.1:{server.server_port}", "token", "school", "series")
    wires = [InfluxWire(one) for one in (address, place_of(address, HOURLY), place_of(address, DAILY))]
    yield wires
    for wire in wires:
        wire.close()


def test_an_old_server_gets_databases_with_their_retention(server: OldServer, wires: list[InfluxWire]) -> None:
    raw, hourly, daily = wires
    for _ in range(2):
        make_ready(raw, {HOURLY: hourly, DAILY: daily})
    assert server.told == [
        'CREATE DATABASE "series_hourly" WITH DURATION 396d',
        'CREATE DATABASE "series_daily" WITH DURATION 1827d',
    ]


def test_an_old_server_that_refuses_is_said_with_what_to_make(server: OldServer, wires: list[InfluxWire]) -> None:
    server.obeys = False
    raw, hourly, daily = wires
    with pytest.raises(Busy, match=r"make the buckets 'series_hourly' .* and 'series_daily' .* give the token"):
        make_ready(raw, {HOURLY: hourly, DAILY: daily})


def test_an_old_server_says_how_long_it_keeps_points(wires: list[InfluxWire]) -> None:
    assert raw_kept(wires[0]) == timedelta(days=30)


def test_a_server_that_does_not_say_keeps_points_for_all_we_know() -> None:
    wire = InfluxWire(InfluxAddress("http://127.0.0.1:1", "token", "school", "series"))
    assert raw_kept(wire) is None
    wire.close()
