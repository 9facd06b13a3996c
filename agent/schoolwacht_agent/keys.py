"""Asks the key maker, a short child process, for keys, proofs and dates."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime

TIMEOUT_SECONDS = 60
"""Generous: on a PC that is starting up, with an old disk, a child process can take that long."""


class KeyTrouble(Exception):  # noqa: N818 - a state, told to a person
    """The key maker could not do its work; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key (PEM) and the request (PKCS #10, DER) to have it signed."""

    key: str = field(repr=False)
    request: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate (PEM) that belongs to its key, and what it says."""

    certificate: str
    not_before: datetime
    not_after: datetime
    serial: str


def make() -> NewKey:
    """A new key and its signing request."""
    answer = _ask("make")
    return NewKey(answer["key"], b64decode(answer["request"]))


def check(key: str, certificate: bytes) -> Checked:
    """The certificate (DER) that was issued for a key; one for another key is refused."""
    answer = _ask("check", key=key, certificate=_text(certificate))
    if not answer["matches"]:
        raise KeyTrouble("the collector sent a certificate for another key; ask again")
    return Checked(
        answer["certificate"],
        datetime.fromisoformat(answer["not_before"]),
        datetime.fromisoformat(answer["not_after"]),
        answer["serial"],
    )


def flaw(key: str, certificate: str, issuer: str) -> str:
    """What is wrong with a stored key and certificates (PEM), in words; nothing if they are sound."""
    try:
        answer = _ask("examine", key=key, certificate=certificate, issuer=issuer)
    except KeyTrouble as trouble:
        return f"this machine's identity is of no use: {trouble}"
    if not answer["matches"]:
        return "this machine's key and certificate do not belong together; enrol it again with a token"
    return ""


def prove(key: str, certificate: str, message: bytes) -> tuple[bytes, bytes]:
    """The certificate (DER) that this machine had before, and a signature over a message with its key."""
    answer = _ask("sign", key=key, certificate=certificate, message=_text(message))
    return b64decode(answer["certificate"]), b64decode(answer["signature"])


def as_pem(certificate: bytes) -> str:
    """A certificate (DER) as PEM."""
    return _ask("pem", certificate=_text(certificate))["certificate"]


def _ask(work: str, **said: str) -> dict[str, str]:
    try:
        # -I: neither the environment nor the folder it is started in can slip another module in.
        done = subprocess.run(
            [sys.executable, "-I", "-m", "schoolwacht_agent.keymaker"],
            input=json.dumps({"work": work, **said}),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        answer: dict[str, str] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise KeyTrouble(
            f"making a key took over {TIMEOUT_SECONDS} s; try again when the machine is less busy"
        ) from error
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        raise KeyTrouble("the key maker did not run; is the package `cryptography` installed and whole?") from error
    if "error" in answer:
        raise KeyTrouble(f"a key or certificate cannot be read ({answer['error']}); enrol it again with a token")
    return answer


def _text(content: bytes) -> str:
    return b64encode(content).decode()
