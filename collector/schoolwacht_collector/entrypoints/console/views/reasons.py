"""The measurement and the limit behind an alert, written in the unit of its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schoolwacht_collector.domain.alerts import Alert, Severity
from schoolwacht_collector.domain.message import Lasting, Message
from schoolwacht_collector.entrypoints.console.speech import Speech

_ONLY_WORDS = frozenset(
    {
        "backup_failed",
        "collector_health",
        "file_system_errors",
        "os_support_ended",
        "protection_off",
        "raid_degraded",
        "troubled_services",
    }
)
"""Rules whose figures have several units, or none: their summary says it all."""


def reason(alert: Alert, speech: Speech) -> tuple[str, str] | None:
    """What was measured and the limit; nothing for what is simply so or not so, such as a failed back-up."""
    if alert.rule in _ONLY_WORDS:
        return None
    write = _WRITTEN.get(alert.rule, _number)
    return write(alert, alert.finding.value, speech), write(alert, alert.finding.limit, speech)


def _percent(_: Alert, value: float, speech: Speech) -> str:
    return speech.percent(value)


def _lasting(_: Alert, value: float, speech: Speech) -> str:
    return speech.say(Message("{time}", {"time": Lasting(max(0.0, value))}))


def _silence(alert: Alert, value: float, speech: Speech) -> str:
    """Servers are judged by the clock and so are urgent; all others in school days."""
    if alert.finding.severity is Severity.URGENT:
        return _lasting(alert, value, speech)
    days = int(value)
    return speech.ngettext("{n} school day", "{n} school days", days).format(n=days)


def _days(_: Alert, value: float, speech: Speech) -> str:
    return speech.ngettext("{n} day", "{n} days", int(value)).format(n=speech.number(value))


def _share(_: Alert, value: float, speech: Speech) -> str:
    """0.8 is 80 %."""
    return speech.percent(round(100 * value))


def _machines(_: Alert, value: float, speech: Speech) -> str:
    return speech.ngettext("{n} machine", "{n} machines", int(value)).format(n=speech.number(value))


def _number(_: Alert, value: float, speech: Speech) -> str:
    return speech.number(value)


_WRITTEN: Mapping[str, Callable[[Alert, float, Speech], str]] = {
    "battery_worn": _percent,
    "certificate_ending": _lasting,
    "clock_wrong": _lasting,
    "disk_fills_up": _days,
    "disk_full": _percent,
    "memory_short": _days,
    "reboot_needed": _lasting,
    "room_silent": _share,
    "updates_late": _days,
    "backup_late": _lasting,
    "host_silent": _silence,
    "unlicensed_install": _machines,
}
