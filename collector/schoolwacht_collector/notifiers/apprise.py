"""Tells people through apprise: mail and about 170 other services, each given by one address.

One notifier for each address, so that a retry to one never repeats a message to another. apprise gives every mail a
fresh Message-ID of its own, so the stable id of a message goes into the headers `X-Schoolwacht-Message-ID` and
`References`: mail programs then show a repeat in the thread of its first copy. Apprise is imported at the first
message, because it costs memory that a quiet day need not spend.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from schoolwacht_collector.notifiers import NotifySettings
from schoolwacht_collector.ports import Busy, Notifier

_SECRET_PIECE = re.compile(r"[^/:@?&=#,]+")
_SHORTEST_SECRET = 4
_UNSAFE_ID = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_REASON = 200


class AppriseNotifier:
    """Sends to one apprise address. The address is a secret: no log line, error or repr shows it."""

    def __init__(self, name: str, url: str, timeout: float) -> None:
        self._name = name
        self._url = url
        self._timeout = timeout
        self._service: Any = None
        self._sending: threading.Thread | None = None

    def __repr__(self) -> str:
        return f"AppriseNotifier({self._name})"

    def send(self, subject: str, body: str, *, message_id: str) -> None:
        """Sends within the time-out. Raises Busy with a reason that holds no secret.

        After a time-out the message may still arrive; the next try is the same message again.
        """
        if self._sending is not None and self._sending.is_alive():
            raise Busy(f"{self._name}: the message before this one is still under way")
        attempt = _Attempt(self._ready_service(), subject, body, message_id)
        self._sending = threading.Thread(target=attempt.run, name=self._name, daemon=True)
        self._sending.start()
        self._sending.join(self._timeout)
        if self._sending.is_alive():
            raise Busy(f"{self._name}: no answer within {self._timeout:.0f} seconds")
        if not attempt.delivered:
            raise Busy(f"{self._name}: {self._without_secrets(attempt.reason)}")

    def check(self) -> None:
        """Raises Busy when the address cannot be understood. Sends nothing."""
        self._ready_service()

    def _ready_service(self) -> Any:  # noqa: ANN401 - apprise describes its services with no type of their own
        if self._service is None:
            import apprise

            # The library's own lines may name addresses; we take them up ourselves, cleaned, and let none through.
            logging.getLogger("apprise").propagate = False
            asset = apprise.AppriseAsset(app_id="Schoolwacht", async_mode=False, secure_logging=True)
            service = apprise.Apprise.instantiate(self._url, asset=asset, suppress_exceptions=True)
            if not service:
                raise Busy(
                    f"{self._name}: the address in [notify] urls is not understood; compare it with docs/notify.md"
                )
            self._service = service
        return self._service

    def _without_secrets(self, reason: str) -> str:
        """The reason without anything that stands in the address, except its scheme."""
        _, _, rest = self._url.partition("://")
        pieces = {p for piece in _SECRET_PIECE.findall(rest) for p in (piece, unquote(piece))}
        for piece in sorted(pieces, key=len, reverse=True):
            if len(piece) >= _SHORTEST_SECRET:
                reason = reason.replace(piece, "***")
        return reason[:_LONGEST_REASON] or "not delivered"


class _Attempt(logging.Handler):
    """One message on its way, in a thread of its own; collects what apprise says about it."""

    def __init__(self, service: Any, subject: str, body: str, message_id: str) -> None:  # noqa: ANN401 - see above
        super().__init__(logging.DEBUG)
        self._service = service
        self._subject = subject
        self._body = body
        self._id = f"<{_UNSAFE_ID.sub('-', message_id)}@schoolwacht>"
        self._thread = 0
        self.delivered = False
        self.reason = ""

    def run(self) -> None:
        """Sends; whatever goes wrong becomes a reason."""
        self._thread = threading.get_ident()
        logger = logging.getLogger("apprise")
        logger.addHandler(self)
        try:
            self._prepare_mail()
            self.delivered = bool(self._service.notify(body=self._body, title=self._subject, body_format="text"))
        except Exception as flaw:  # noqa: BLE001 - any of 170 plug-ins may raise anything; the letter has to wait then
            self.reason = f"{type(flaw).__name__}: {flaw}"
        finally:
            logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the last thing that apprise warned of in this thread."""
        if record.levelno >= logging.WARNING and record.thread == self._thread:
            self.reason = record.getMessage()

    def _prepare_mail(self) -> None:
        """Mail has headers: which message it is, and that no answering machine should answer."""
        headers = getattr(self._service, "headers", None)
        if isinstance(headers, dict) and hasattr(self._service, "smtp_host"):
            headers["X-Schoolwacht-Message-ID"] = self._id
            headers["References"] = self._id
            headers["Auto-Submitted"] = "auto-generated"
            # apprise waits 5.5 seconds between messages; a mail server needs no such care, and digests keep it calm.
            self._service.request_rate_per_sec = 0


def _make(settings: NotifySettings) -> Mapping[str, Notifier]:
    """Names follow the place in the list: they must outlive a change of password, and say nothing."""
    return {
        f"notify-{place}": AppriseNotifier(f"notify-{place}", url, settings.timeout)
        for place, url in enumerate(settings.urls, start=1)
    }


NOTIFIER = _make
