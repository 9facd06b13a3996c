"""Tells whoever reads the collector's log. Always there, so that an alert is seen even before mail is set up."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from schoolwacht_collector.notifiers import NotifySettings
from schoolwacht_collector.ports import Notifier

_log = structlog.get_logger()


class ConsoleNotifier:
    """Writes each message to the log."""

    def send(self, subject: str, body: str, *, message_id: str) -> None:
        """Writes the subject; the first line of the body is what happened."""
        what, _, _ = body.partition("\n")
        _log.info("alert", subject=subject, what=what, message_id=message_id)


def _make(settings: NotifySettings) -> Mapping[str, Notifier]:
    del settings
    return {"console": ConsoleNotifier()}


NOTIFIER = _make
