"""A real InfluxDB 2 for tests: found, or built once, started in a folder of its own, stopped for certain.

In this order: the server of SCHOOLWACHT_TEST_INFLUXDB_URL (with _TOKEN and _ORG), an `influxd` on the PATH, the one in
the user's cache folder, a build by tools/build-influxd.sh into that folder.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3

PROJECT = Path(__file__).resolve().parents[2]
VERSION = "2.7.12"
_BUILD_SECONDS = 45 * 60
_START_SECONDS = 60.0


@dataclass(frozen=True)
class InfluxServer:
    """A running server and a token that may do everything in one organisation."""

    url: str
    token: str
    org: str
    pid: int | None = None
    _http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False), repr=False)

    def call(self, method: str, path: str, body: object = None, **fields: str) -> Any:  # noqa: ANN401 - JSON
        """One request to the server's own API; an answer that is not a success is an error of the test."""
        answer = self._http.request(
            method,
            self.url + path,
            fields=fields or None,
            body=None if body is None else json.dumps(body),
            headers={"Authorization": f"Token {self.token}"},
        )
        assert 200 <= answer.status < 300, (method, path, answer.status, answer.data)
        return json.loads(answer.data) if answer.data else None

    def new_bucket(self, every_seconds: int = 0) -> str:
        """Makes an empty bucket and returns its name. Zero seconds keeps points for ever."""
        name = f"test-{uuid.uuid4().hex[:12]}"
        rules = [{"type": "expire", "everySeconds": every_seconds}] if every_seconds else []
        self.call("POST", "/api/v2/buckets", {"orgID": self.org_id, "name": name, "retentionRules": rules})
        return name

    def new_token(self, bucket: str, *actions: str) -> str:
        """A token that may only do these actions ("read", "write") on one bucket."""
        (found,) = self.call("GET", "/api/v2/buckets", name=bucket)["buckets"]
        resource = {"type": "buckets", "id": found["id"], "orgID": self.org_id}
        permissions = [{"action": action, "resource": resource} for action in actions]
        made = self.call("POST", "/api/v2/authorizations", {"orgID": self.org_id, "permissions": permissions})
        return str(made["token"])

    def query(self, bucket: str, influxql: str) -> list[dict[str, Any]]:
        """The series that InfluxQL gives, past our own adapter: the test's own eyes."""
        results = self.call("GET", "/query", db=bucket, epoch="ms", q=influxql)["results"]
        assert not [result for result in results if "error" in result], results
        return [series for result in results for series in result.get("series", ())]

    @property
    def org_id(self) -> str:
        """The organisation's id, which the server's API wants where the client takes its name."""
        (found,) = self.call("GET", "/api/v2/orgs", org=self.org)["orgs"]
        return str(found["id"])


def find_program() -> Path:
    """An influxd to run, built if there is none."""
    if on_path := shutil.which("influxd"):
        version = subprocess.run([on_path, "version"], capture_output=True, text=True, check=False).stdout
        if "InfluxDB v2." in version:  # a 1.x server of the distribution speaks another API
            return Path(on_path)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    program = cache / "schoolwacht" / f"influxd-{VERSION}" / "influxd"
    if not program.exists():
        script = PROJECT / "tools" / "build-influxd.sh"
        subprocess.run([script, program.parent], check=True, timeout=_BUILD_SECONDS)
    return program


@contextmanager
def influxdb(folder: Path) -> Iterator[InfluxServer]:
    """A server for as long as the block lasts: the one of the environment, else one of our own."""
    if url := os.environ.get("SCHOOLWACHT_TEST_INFLUXDB_URL"):
        token, org = (os.environ[f"SCHOOLWACHT_TEST_INFLUXDB_{name}"] for name in ("TOKEN", "ORG"))
        yield InfluxServer(url.rstrip("/"), token, org)
        return
    with Influxd(folder) as server:
        yield server


class Influxd:
    """An influxd process of our own. It can be stopped, killed and started again on the same data and port."""

    def __init__(self, folder: Path, program: Path | None = None) -> None:
        self.folder = folder
        self.program = program or find_program()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> InfluxServer:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.start()
        try:
            return self._set_up()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Starts the process and waits until it takes requests."""
        places = {"bolt-path": "bolt", "engine-path": "engine", "sqlite-path": "sqlite"}
        arguments = [f"--{option}={self.folder / name}" for option, name in places.items()]
        address = f"--http-bind-address=127.0.0.1:{self.port}"
        with (self.folder / "influxd.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, *arguments, address, "--reporting-disabled", "--log-level=warn"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "HOME": str(self.folder)},
                start_new_session=True,  # Ctrl-C in a terminal is for pytest, which stops the server in order
            )
        self._wait()

    def stop(self) -> None:
        """Asks with SIGINT, the only signal it shuts down on; after that it has no choice."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _wait(self) -> None:
        assert self.process is not None
        http = urllib3.PoolManager(retries=False)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if http.request("GET", f"{self.url}/health", timeout=2.0).status == 200:
                    return
            except urllib3.exceptions.HTTPError:
                pass  # not listening yet
            time.sleep(0.05)
        log = (self.folder / "influxd.log").read_text(errors="replace")[-2000:]
        self.stop()
        raise AssertionError(f"influxd did not start:\n{log}")

    def _set_up(self) -> InfluxServer:
        assert self.process is not None
        server = InfluxServer(self.url, token=uuid.uuid4().hex, org="school", pid=self.process.pid)
        wanted = {"username": "test", "password": "not-a-secret", "org": server.org, "bucket": "first"}
        server.call("POST", "/api/v2/setup", {**wanted, "token": server.token})
        return server


def free_port() -> int:
    """A port of the loopback interface that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
