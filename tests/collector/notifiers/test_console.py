from __future__ import annotations

from structlog.testing import capture_logs

from schoolwacht_collector.notifiers.console import ConsoleNotifier


def test_the_log_says_what_happened() -> None:
    with capture_logs() as logs:
        ConsoleNotifier().send("[dringend] Schijf bijna vol", "/ is vol\n\nrest", message_id="m1")
    assert [(line["subject"], line["what"]) for line in logs] == [("[dringend] Schijf bijna vol", "/ is vol")]
