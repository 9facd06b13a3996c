"""Who this machine is to the collector: key, certificate and addresses, in one file.

One file, because a key and a certificate that do not belong together are worth nothing: whenever the agent is killed,
the file holds a pair that works. A key that waits for its certificate lies beside it, with its signing request, so
that asking again after a crash gives the same device and spends a token once.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from schoolwacht_agent import keys
from schoolwacht_agent.clock import milliseconds, moment
from schoolwacht_agent.files import replace_file
from schoolwacht_agent.token_string import Token

SPREAD = timedelta(days=14)
"""Machines enrolled on one morning do not all renew on one morning."""


class NoIdentity(Exception):  # noqa: N818 - a state, told to a person
    """This machine is not enrolled, or its file cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An enrolled machine. Texts are PEM."""

    device_id: str
    addresses: tuple[str, ...]
    server_ca: str
    key: str = field(repr=False)
    certificate: str = field(repr=False)
    not_before: str
    not_after: str
    renew_after_ms: int

    @property
    def expires(self) -> datetime:
        """The last moment of the certificate."""
        return datetime.fromisoformat(self.not_after)

    @property
    def begins(self) -> datetime:
        """The first moment of the certificate."""
        return datetime.fromisoformat(self.not_before)

    def share(self, whole: timedelta) -> timedelta:
        """A part of a time that is always the same for this device and differs between devices: its phase."""
        drawn = int.from_bytes(hashlib.sha256(self.device_id.encode()).digest()[:8])
        return whole * (drawn / 2**64)

    def renewal_due(self, now: datetime) -> bool:
        """Whether to ask for a new certificate; a day before the end at the latest."""
        asked_from = moment(self.renew_after_ms)
        latest = max(asked_from, self.expires - timedelta(days=1))
        return now >= min(asked_from + self.share(SPREAD), latest)

    def flaw(self, now: datetime) -> str:
        """What is wrong with the certificate by this time, in words; nothing if it is good."""
        if now > self.expires:
            return f"this machine's certificate expired on {self.expires:%Y-%m-%d}; enrol it again with a token"
        if now < self.begins:
            return f"this machine's clock says {now:%Y-%m-%d}, before its certificate begins; set the clock"
        return ""


@dataclass(frozen=True, slots=True)
class Pending:
    """A key that waits for its certificate: at an enrolment, with its token, or at a renewal, without."""

    key: str = field(repr=False)
    request: bytes = field(repr=False)
    token: str = field(default="", repr=False)

    @property
    def parsed_token(self) -> Token:
        """The token it was made for."""
        return Token.parse(self.token)


class Wallet:
    """The files of an identity in the agent's home."""

    def __init__(self, home: Path) -> None:
        self._file = home / "identity.json"
        self._waiting = home / "pending.json"

    def has_identity(self) -> bool:
        """Whether this machine was enrolled before, with an identity that can be read."""
        try:
            self.load()
        except NoIdentity:
            return False
        return True

    def load(self) -> Identity:
        """Who this machine is."""
        try:
            said = json.loads(self._file.read_bytes())
            return Identity(**{**said, "addresses": tuple(said["addresses"])})
        except FileNotFoundError as error:
            raise NoIdentity("this machine is not enrolled; run `schoolwacht-agent enrol` with a token") from error
        except PermissionError as error:
            raise PermissionError(f"{self._file} is for its owner only; run this as the agent's user") from error
        except (ValueError, TypeError, KeyError) as error:
            raise NoIdentity(f"{self._file} cannot be read; enrol this machine again with a token") from error

    def save(self, identity: Identity) -> None:
        """Becomes this identity. The key that waited is forgotten afterwards."""
        replace_file(self._file, json.dumps({**asdict(identity)}, indent=1).encode())
        self._waiting.unlink(missing_ok=True)

    def age(self) -> int:
        """A number that changes when somebody enrols this machine again while the agent runs."""
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return 0

    def pending(self) -> Pending | None:
        """The key that waits, if one does and its file is whole."""
        try:
            said = json.loads(self._waiting.read_bytes())
            return Pending(said["key"], b64decode(said["request"]), said["token"])
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None

    def prepare(self, token: str = "") -> Pending:
        """A key for this token, or for a renewal: the one that waits already, else a new one, safely on disk."""
        waiting = self.pending()
        if waiting is not None and waiting.token == token:
            return waiting
        made = keys.make()
        said = {"key": made.key, "request": b64encode(made.request).decode(), "token": token}
        replace_file(self._waiting, json.dumps(said).encode())
        return Pending(made.key, made.request, token)

    def forget_pending(self) -> None:
        """The key that waits will get no certificate."""
        self._waiting.unlink(missing_ok=True)

    def enrolled(self, pending: Pending, device_id: str, certificate: bytes, renew_after_ms: int) -> Identity:
        """Becomes the device that the collector made of this machine."""
        checked = keys.check(pending.key, certificate)
        token = pending.parsed_token
        identity = Identity(
            device_id=device_id,
            addresses=token.push_addresses,
            server_ca=keys.as_pem(token.server_ca),
            key=pending.key,
            certificate=checked.certificate,
            not_before=checked.not_before.isoformat(),
            not_after=checked.not_after.isoformat(),
            renew_after_ms=renew_after_ms or _two_thirds(checked),
        )
        self.save(identity)
        return identity

    def renewed(self, before: Identity, pending: Pending, certificate: bytes, renew_after_ms: int) -> Identity:
        """Stays the same device with a new key."""
        checked = keys.check(pending.key, certificate)
        identity = replace(
            before,
            key=pending.key,
            certificate=checked.certificate,
            not_before=checked.not_before.isoformat(),
            not_after=checked.not_after.isoformat(),
            renew_after_ms=renew_after_ms or _two_thirds(checked),
        )
        self.save(identity)
        return identity


def _two_thirds(checked: keys.Checked) -> int:
    return milliseconds(checked.not_before + (checked.not_after - checked.not_before) * 2 / 3)
