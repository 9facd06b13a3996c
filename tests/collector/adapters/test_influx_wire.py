"""The wire against servers that misbehave in ways a real InfluxDB cannot be told to."""

from __future__ import annotations

import datetime as dt
import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from schoolwacht_collector.adapters.influx_wire import InfluxAddress, InfluxWire
from schoolwacht_collector.ports import Busy

pytestmark = pytest.mark.e2e

Answer = Callable[["Odd"], None]


class Odd(BaseHTTPRequestHandler):
    """Answers each request as the test says."""

    protocol_version = "HTTP/1.1"
    answer: Answer
    bodies: list[bytes]

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).answer(self)

    def do_GET(self) -> None:
        type(self).answer(self)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    servers: list[ThreadingHTTPServer] = []

    def started(answer: Answer) -> str:
        handler = type("Handler", (Odd,), {"answer": staticmethod(answer), "bodies": []})
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.05}).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def wire_to() -> Iterator[Callable[..., InfluxWire]]:
    wires: list[InfluxWire] = []

    def opened(url: str, patience: float = 5.0, ca_file: Path | None = None) -> InfluxWire:
        address = InfluxAddress(url, "token", "school", "series", ca_file, dt.timedelta(seconds=patience))
        wires.append(InfluxWire(address))
        return wires[-1]

    yield opened
    for wire in wires:
        wire.close()


Serve = Callable[[Answer], str]
WireTo = Callable[..., InfluxWire]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (429, "asks to slow down"),
        (500, "answers with status 500"),
        (503, r"answers with status 503 \(tired\)"),
        (404, "has no bucket 'series' in organisation 'school'"),
        (302, "answers with status 302"),
        (418, "answers with status 418"),
    ],
)
def test_a_server_that_cannot_now_is_busy(serve: Serve, wire_to: WireTo, status: int, sentence: str) -> None:
    wire = wire_to(serve(lambda request: request.say(status, b'{"message": "tired"}')))
    with pytest.raises(Busy, match=sentence):
        wire.write(b"m v=1i 1")
    with pytest.raises(Busy, match=sentence):
        wire.query("SHOW MEASUREMENTS")


def test_nothing_is_tried_twice_behind_our_back(serve: Serve, wire_to: WireTo) -> None:
    asked: list[str] = []

    def fail(request: Odd) -> None:
        asked.append(request.path)
        request.say(503, b"", Retry_After="1")

    with pytest.raises(Busy):
        wire_to(serve(fail)).write(b"m v=1i 1")
    assert len(asked) == 1


def test_a_server_that_never_answers_is_busy_in_time(serve: Serve, wire_to: WireTo) -> None:
    over = threading.Event()

    def dawdle(_: Odd) -> None:
        over.wait(20)

    wire = wire_to(serve(dawdle), patience=0.3)
    begin = time.monotonic()
    try:
        for ask in (lambda: wire.write(b"m v=1i 1"), lambda: wire.query("SHOW MEASUREMENTS"), wire.version):
            with pytest.raises(Busy, match="does not answer"):
                ask()
    finally:
        over.set()
    assert time.monotonic() - begin < 5


def test_a_connection_that_breaks_off_is_busy(serve: Serve, wire_to: WireTo) -> None:
    def hang_up(request: Odd) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
        request.close_connection = True

    wire = wire_to(serve(hang_up))
    with pytest.raises(Busy, match="does not answer"):
        wire.query("SHOW MEASUREMENTS")


@pytest.mark.parametrize(
    "body", [b"", b"<html>welcome</html>", b"[]", b"null", b'{"results": 5}', b'{"other": 1}', b"\xff"]
)
def test_something_else_on_that_address_is_busy(serve: Serve, wire_to: WireTo, body: bytes) -> None:
    wire = wire_to(serve(lambda request: request.say(200, body)))
    with pytest.raises(Busy, match="does not answer like InfluxDB; check the address"):
        wire.query("SHOW MEASUREMENTS")


def test_an_error_inside_a_good_answer_is_an_error(serve: Serve, wire_to: WireTo) -> None:
    body = b'{"results": [{"statement_id": 0, "error": "database not found: series"}]}'
    wire = wire_to(serve(lambda request: request.say(200, body)))
    with pytest.raises(Busy, match="database not found: series"):
        wire.query("SHOW MEASUREMENTS")


def test_an_answer_that_was_cut_short_is_an_error(serve: Serve, wire_to: WireTo) -> None:
    body = b'{"results": [{"series": [{"columns": ["time"], "values": [], "partial": true}]}]}'
    wire = wire_to(serve(lambda request: request.say(200, body)))
    with pytest.raises(Busy, match="cut its answer short"):
        wire.query("SELECT v FROM m")


@pytest.mark.parametrize(
    ("status", "body", "reason", "about_lines"),
    [
        (400, b'{"code": "invalid", "message": "unable to parse \'m\': missing fields"}', "unable to parse", True),
        (400, b'{"error": "partial write: field type conflict dropped=3"}', "partial write", True),
        (422, b'{"message": "points beyond retention policy dropped=3"}', "beyond retention", True),
        (413, b"<html>Request Entity Too Large</html>", "Too Large", True),
        (400, b"bad request", "bad request", False),
    ],
)
def test_an_objection_has_the_servers_reason(
    serve: Serve, wire_to: WireTo, status: int, body: bytes, reason: str, *, about_lines: bool
) -> None:
    objection = wire_to(serve(lambda request: request.say(status, body))).write(b"m v=1i 1")
    assert objection
    assert reason in objection.reason
    assert objection.about_lines is about_lines
    assert objection.dropped == (3 if b"dropped" in body else None)


def test_an_address_without_a_scheme_is_said_so_at_once() -> None:
    with pytest.raises(ValueError, match="must begin with http:// or https://, not 'influx:8086'"):
        InfluxAddress("influx:8086", "token", "school", "series")


def test_lines_travel_compressed_with_their_precision(serve: Serve, wire_to: WireTo) -> None:
    seen: list[tuple[str, bytes]] = []

    def keep(request: Odd) -> None:
        seen.append((request.path, gzip.decompress(request.bodies[-1])))
        assert request.headers["Authorization"] == "Token token"
        request.say(204)

    assert wire_to(serve(keep)).write(b"m v=1i 1\nm v=2i 2") is None
    assert seen == [("/api/v2/write?org=school&bucket=series&precision=ms", b"m v=1i 1\nm v=2i 2")]


def test_a_server_of_version_1_is_named(serve: Serve, wire_to: WireTo) -> None:
    wire = wire_to(serve(lambda request: request.say(204, X_Influxdb_Version="1.8.10", X_Influxdb_Build="OSS")))
    assert wire.version() == "InfluxDB 1.8.10 OSS"


def test_a_certificate_nobody_vouches_for_is_refused_until_its_authority_is_given(
    tmp_path: Path, wire_to: WireTo
) -> None:
    certificate, key = make_certificate(tmp_path)
    handler = type("Handler", (Odd,), {"answer": staticmethod(lambda request: request.say(204)), "bodies": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    try:
        url = f"https://localhost:{server.server_port}"
        strange = wire_to(url)
        with pytest.raises(Busy, match=r"certificate"):
            strange.write(b"m v=1i 1")
        with pytest.raises(Busy, match=r"(?i)certificate"):
            strange.version()
        assert wire_to(url, ca_file=certificate).write(b"m v=1i 1") is None
    finally:
        server.shutdown()
        server.server_close()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(pem, pkcs8, plain))
    return certificate, private
