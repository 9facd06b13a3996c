"""The one place that talks HTTP with InfluxDB, through its client library.

The library's own batching and retries stay off: its batching answers before anything is sent and drops what fails,
while our inbox keeps what is not yet stored. Reading goes over `/query`, because the library itself only reads Flux.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3
from influxdb_client.client.exceptions import InfluxDBError
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.domain.write_precision import WritePrecision

from schoolwacht_collector.ports import Busy

_ABOUT_LINES = re.compile(r"pars|partial write|retention|dropped|line protocol", re.IGNORECASE)
_DROPPED = re.compile(r"\bdropped=(\d+)")
_ABOUT_CONTENT = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)
_REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class InfluxAddress:
    """Where the store is and who we are there. `ca_file` is for a server whose certificate the system does not know."""

    url: str
    token: str
    org: str
    bucket: str
    ca_file: Path | None = None
    patience: timedelta = timedelta(seconds=20)

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"the address of InfluxDB must begin with http:// or https://, not {self.url[:80]!r}")


@dataclass(frozen=True, slots=True)
class Objection:
    """The server's answer to lines of which it did not take all."""

    reason: str
    about_lines: bool
    """Whether the reason is one that servers give for lines, not for a request that is wrong as a whole."""

    @property
    def dropped(self) -> int | None:
        """How many lines it did not take, where it says so."""
        found = _DROPPED.search(self.reason)
        return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Table:
    """One series of an answer: rows of equal tags."""

    tags: Mapping[str, str]
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


class InfluxWire:
    """A connection pool to one bucket. Whatever goes wrong on the way is Busy, with a sentence about what to check."""

    def __init__(self, address: InfluxAddress) -> None:
        self.address = address
        milliseconds = int(address.patience.total_seconds() * 1000)
        self._client = InfluxDBClient(
            url=address.url.rstrip("/"),
            token=address.token.strip(),
            org=address.org,
            timeout=(min(milliseconds, 5000), milliseconds),
            enable_gzip=True,
            retries=False,
            ssl_ca_cert=str(address.ca_file) if address.ca_file else None,
        )
        self._writer = self._client.write_api(write_options=SYNCHRONOUS)

    def close(self) -> None:
        """Lets the connections go."""
        self._client.close()  # type: ignore[no-untyped-call]  # the library says nothing of its types

    def write(self, lines: bytes) -> Objection | None:
        """Sends ready line protocol in milliseconds. None: all of it is stored. An objection: some of it is."""
        here = self.address
        try:
            self._writer.write(
                bucket=here.bucket,
                org=here.org,
                record=lines,
                write_precision=WritePrecision.MS,  # type: ignore[arg-type]  # its enumeration is plain text
            )
        except InfluxDBError as error:
            status = int(getattr(error, "status", None) or 0)
            reason = _reason(getattr(error, "body", None) or str(error))
            if status in _ABOUT_CONTENT:
                return Objection(
                    reason, about_lines=status != HTTPStatus.BAD_REQUEST or bool(_ABOUT_LINES.search(reason))
                )
            raise self._busy(status, reason) from error
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise self._away(error) from error
        return None

    def query(self, influxql: str) -> Sequence[Table]:
        """Runs InfluxQL; moments in the answer are milliseconds."""
        answer = self._get("/query", {"db": self.address.bucket, "epoch": "ms", "q": influxql})
        try:
            results = json.loads(answer.data)["results"]
            # A refusal to read arrives with status 200 and an error inside.
            for fault in [result["error"] for result in results if "error" in result]:
                raise self._unread(str(fault))
            series = [one for result in results for one in result.get("series", ())]
            if any(one.get("partial") for one in [*results, *series]):
                raise Busy(f"InfluxDB at {self.address.url} cut its answer short: raise max-row-limit in its settings.")
            return [Table(one.get("tags", {}), one["columns"], one.get("values", ())) for one in series]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Busy(
                f"What answers at {self.address.url} does not answer like InfluxDB; check the address."
            ) from error

    def ask(self, method: str, path: str, body: Mapping[str, object] | None = None, **fields: str) -> Any:  # noqa: ANN401 - JSON
        """One request to the server's own API and its answer. Raises Busy, also when it may not be asked."""
        answer = self._request(method, path, fields, body)
        try:
            return json.loads(answer.data) if answer.data else None
        except ValueError as error:
            raise Busy(
                f"What answers at {self.address.url} does not answer like InfluxDB; check the address."
            ) from error

    def version(self) -> str:
        """What the server says it is, for example "InfluxDB 2.7.12 OSS"."""
        headers = self._get("/ping", {}).headers
        number = headers.get("X-Influxdb-Version", "").removeprefix("v")
        return " ".join(filter(None, ("InfluxDB", number or "of unknown version", headers.get("X-Influxdb-Build", ""))))

    def _get(self, path: str, parameters: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        return self._request("GET", path, parameters)

    def _request(
        self, method: str, path: str, parameters: Mapping[str, str], body: Mapping[str, object] | None = None
    ) -> urllib3.BaseHTTPResponse:
        client = self._client.api_client
        seconds = self.address.patience.total_seconds()
        try:
            answer: urllib3.BaseHTTPResponse = client.rest_client.pool_manager.request(
                method,
                f"{self.address.url.rstrip('/')}{path}{'?' + urlencode(parameters) if parameters else ''}",
                body=None if body is None else json.dumps(body),
                headers={**client.default_headers, "Accept": "application/json", "Content-Type": "application/json"},
                timeout=urllib3.Timeout(connect=min(seconds, 5.0), read=seconds),
            )
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise self._away(error) from error
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise self._busy(answer.status, _reason(answer.data))
        return answer

    def _away(self, error: Exception) -> Busy:
        reason = " ".join(str(error).split())[:_REASON_LENGTH]
        return Busy(f"InfluxDB at {self.address.url} does not answer; check that it runs and the address ({reason}).")

    def _unread(self, fault: str) -> Busy:
        """InfluxDB says that a database does not exist also where a token may not read it."""
        here = self.address
        if "database not found" in fault:
            return Busy(
                f"InfluxQL does not find bucket {here.bucket!r}; give the token the rights to read and write it, or map"
                f" a database of that name to it with `influx v1 dbrp create` ({fault})."
            )
        return Busy(f"InfluxDB at {here.url} cannot answer ({fault}).")

    def _busy(self, status: int, reason: str) -> Busy:
        here = self.address
        sentences = {
            0: f"InfluxDB at {here.url} cannot be trusted or reached; check the address and its certificate",
            401: f"InfluxDB at {here.url} does not accept the token; check that it is whole and still active",
            403: f"The token may not use bucket {here.bucket!r}; give it the rights to read and write that bucket",
            404: f"InfluxDB at {here.url} has no bucket {here.bucket!r} in organisation {here.org!r}, or is older than"
            " 1.8; check these names",
            429: f"InfluxDB at {here.url} asks to slow down",
        }
        unknown = f"InfluxDB at {here.url} answers with status {status}"
        return Busy(f"{sentences.get(status, unknown)} ({reason or 'it gave no reason'}).")


def _reason(body: str | bytes | None) -> str:
    """The server's own words: the message in its JSON where there is one."""
    text = body.decode(errors="replace") if isinstance(body, bytes) else body or ""
    try:
        said = json.loads(text)
        text = said.get("message") or said.get("error") or text
    except (ValueError, AttributeError):
        pass  # not JSON: a proxy's page, or plain words
    return " ".join(str(text).split())[:_REASON_LENGTH]
