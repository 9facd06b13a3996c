"""Makes a fresh InfluxDB 2 ready for Schoolwacht: buckets with their retention, and two tokens that can do little.

The collector may read and write its own buckets and nothing else; Grafana may only read them. Every step may be
repeated: what is there already stays, so a start that was interrupted is simply started again.
The HTTP API is described at https://docs.influxdata.com/influxdb/v2/api/ (setup, buckets, authorizations).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

USER = "schoolwacht"
RETENTION = {"": 30 * 86_400, "_hourly": 396 * 86_400, "_daily": 1827 * 86_400}
"""Seconds that each bucket keeps its points, by what is put behind its name: 30 days, 13 months, 5 years."""
GROUP_READABLE = 0o640
OWNER_ONLY = 0o600


class CannotPrepare(Exception):  # noqa: N818 - a state of the other server
    """InfluxDB could not be made ready; the message says what to do."""


@dataclass(frozen=True, slots=True)
class TokenFile:
    """A token that has to exist, where it is kept, and what it may do with our buckets."""

    name: str
    path: Path
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was done: names of buckets and tokens that were made now."""

    set_up: bool
    buckets: tuple[str, ...]
    tokens: tuple[str, ...]


class InfluxSetup:
    """Prepares one server. `admin` is the file with the token that may do everything; it is made on a fresh server."""

    def __init__(self, http: httpx.Client, org: str, bucket: str, admin: Path) -> None:
        self._http = http
        self._org = org
        self._bucket = bucket
        self._admin = admin

    def prepare(self, tokens: Sequence[TokenFile]) -> Prepared:
        """Brings the server and the files to where they should be. Raises CannotPrepare."""
        try:
            fresh = self._set_up()
            org_id = self._org_id()
            made = [name for name in self._names() if self._ensure_bucket(org_id, name, self._seconds(name))]
            ids = [self._bucket_id(org_id, name) for name in self._names()]
            written = [wanted.name for wanted in tokens if self._ensure_token(org_id, ids, wanted)]
        except httpx.HTTPError as flaw:
            raise CannotPrepare(
                f"InfluxDB at {self._http.base_url} does not answer as it should ({flaw}); is it running?"
            ) from flaw
        return Prepared(fresh, tuple(made), tuple(written))

    def _set_up(self) -> bool:
        """The very first start: makes the organisation and its owner. The token is on disk before it is used."""
        if not self._call("GET", "/api/v2/setup").get("allowed"):
            if not self._admin.exists():
                raise CannotPrepare(
                    f"this InfluxDB was set up before, and {self._admin} is missing; "
                    "write a token with all rights of the organisation into that file"
                )
            return False
        if not self._admin.exists():
            write_secret(self._admin, secrets.token_urlsafe(48), OWNER_ONLY)
        wanted = {
            "username": USER,
            "password": secrets.token_urlsafe(32),
            "org": self._org,
            "bucket": self._bucket,
            "retentionPeriodSeconds": RETENTION[""],
            "token": self._admin.read_text().strip(),
        }
        self._call("POST", "/api/v2/setup", wanted)
        return True

    def _names(self) -> list[str]:
        return [self._bucket + ending for ending in RETENTION]

    def _seconds(self, name: str) -> int:
        return RETENTION[name.removeprefix(self._bucket)]

    def _org_id(self) -> str:
        found = self._call("GET", "/api/v2/orgs", org=self._org).get("orgs", [])
        if not found:
            raise CannotPrepare(f"there is no organisation {self._org!r} in this InfluxDB that the token may see")
        return str(found[0]["id"])

    def _buckets(self, org_id: str, name: str) -> list[dict[str, Any]]:
        every = self._call("GET", "/api/v2/buckets", orgID=org_id, limit="100").get("buckets", [])
        return [bucket for bucket in every if bucket["name"] == name]  # asked by name, a missing one is an error

    def _ensure_bucket(self, org_id: str, name: str, seconds: int) -> bool:
        if self._buckets(org_id, name):
            return False
        rules = [{"type": "expire", "everySeconds": seconds}]
        self._call("POST", "/api/v2/buckets", {"orgID": org_id, "name": name, "retentionRules": rules})
        return True

    def _bucket_id(self, org_id: str, name: str) -> str:
        return str(self._buckets(org_id, name)[0]["id"])

    def _ensure_token(self, org_id: str, bucket_ids: Sequence[str], wanted: TokenFile) -> bool:
        """A token whose file is lost cannot be read back from the server, so it is replaced."""
        title = f"schoolwacht {wanted.name}"
        known = self._call("GET", "/api/v2/authorizations", orgID=org_id).get("authorizations", [])
        mine = [one for one in known if one["description"] == title]
        if mine and wanted.path.exists():
            return False
        for one in mine:
            self._call("DELETE", f"/api/v2/authorizations/{one['id']}")
        permissions = [
            {"action": action, "resource": {"type": "buckets", "id": bucket_id, "orgID": org_id}}
            for bucket_id in bucket_ids
            for action in wanted.actions
        ]
        made = self._call(
            "POST", "/api/v2/authorizations", {"orgID": org_id, "description": title, "permissions": permissions}
        )
        write_secret(wanted.path, str(made["token"]), GROUP_READABLE)
        return True

    def _call(self, method: str, path: str, body: object = None, **query: str) -> dict[str, Any]:
        headers = {"Authorization": f"Token {self._admin.read_text().strip()}"} if self._admin.exists() else {}
        answer = self._http.request(method, path, json=body, params=query or None, headers=headers)
        if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise CannotPrepare(f"InfluxDB refuses the token in {self._admin}; put one with all rights there")
        answer.raise_for_status()
        content: dict[str, Any] = answer.json() if answer.content else {}
        return content


def write_secret(path: Path, secret: str, mode: int) -> None:
    """Writes a file that only its owner (and its group) can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        os.fchmod(file.fileno(), mode)
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
