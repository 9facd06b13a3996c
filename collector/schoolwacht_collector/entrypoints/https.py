"""TLS for the console: reads certificate and key, takes up new ones without a restart, and dresses answers.

Every handshake asks for the newest context, so that a certificate that was renewed, or replaced on disk, counts from
the next connection on; connections that are open keep theirs. One that cannot be used (half copied, key of another)
leaves the old one in place and is tried again.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

HSTS = "max-age=31536000"
"""A year (RFC 6797). Not for subdomains: those are not ours."""


class UnusableCertificate(Exception):  # noqa: N818 - a state of the files
    """Certificate or key cannot be used; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Files:
    """A certificate with the chain above it, and its key; both may be in one file."""

    certificate: Path
    key: Path

    def stamp(self) -> tuple[tuple[int, int, int], ...]:
        """Changes whenever a file does."""
        found = [path.stat() for path in (self.certificate, self.key)]
        return tuple((one.st_ino, one.st_size, one.st_mtime_ns) for one in found)


class FreshTls:
    """The TLS context of one door. `files` says which files count now; it may make them first."""

    def __init__(self, files: Callable[[], Files]) -> None:
        """Raises UnusableCertificate when they cannot be used from the start."""
        self._files = files
        self._stamp, self._newest = _loaded(files())
        self.trouble = ""
        """Why the newest files could not be taken up; empty when they were."""
        self.context = _loaded(files())[1]
        self.context.sni_callback = self._choose

    def refresh(self) -> None:
        """Takes up changed files; to be called every minute or so."""
        try:
            files = self._files()
            if files.stamp() == self._stamp and not self.trouble:
                return
            self._stamp, self._newest = _loaded(files)
        except (UnusableCertificate, OSError) as flaw:
            if str(flaw) != self.trouble:
                log.error("https.certificate_not_taken_up", why=str(flaw))  # noqa: TRY400 - the sentence says it
            self.trouble = str(flaw)
        else:
            self.trouble = ""
            log.info("https.certificate_taken_up")

    def _choose(self, connection: ssl.SSLObject | ssl.SSLSocket, _: str | None, __: ssl.SSLContext) -> None:
        connection.context = self._newest


def try_out(files: Files) -> None:
    """Raises UnusableCertificate unless certificate and key can be read and belong together."""
    _loaded(files)


def _loaded(files: Files) -> tuple[tuple[tuple[int, int, int], ...], ssl.SSLContext]:
    try:
        stamp = files.stamp()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        # A key behind a password would have OpenSSL ask on the terminal, for ever.
        context.load_cert_chain(files.certificate, files.key, password=lambda: "")
    except ssl.SSLError as flaw:
        raise UnusableCertificate(_sentence(files, flaw)) from flaw
    except OSError as flaw:
        where = flaw.filename or files.certificate
        raise UnusableCertificate(
            f"{where} cannot be read ({flaw.strerror}); give the collector's user the right to read it"
        ) from flaw
    return stamp, context


def _sentence(files: Files, flaw: ssl.SSLError) -> str:
    if flaw.reason == "KEY_VALUES_MISMATCH":
        return f"{files.key} is not the key of {files.certificate}; give the two that were made together"
    if b"ENCRYPTED" in files.key.read_bytes():
        return f"{files.key} is locked with a password; take it off: openssl pkey -in locked.pem -out key.pem"
    if flaw.reason in {"EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK"}:
        return f"{files.certificate} is too weak for browsers ({flaw.reason}); have a new one made"
    return (
        f"{files.certificate} and {files.key} are not a certificate and its key as PEM ({flaw.reason or flaw}); "
        "the files begin with -----BEGIN"
    )


def with_hsts(application: ASGIApp) -> ASGIApp:
    """The application, telling browsers to use nothing but https for this name from now on."""

    async def dressed(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["strict-transport-security"] = HSTS
            await send(message)

        await application(scope, receive, sending)

    return dressed
