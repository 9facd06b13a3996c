"""What a check can come to. The sentences for people stand with the command, in every language that it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


class Said(StrEnum):
    """Everything that a check can say."""

    RIGHTS_GOOD = "rights_good"
    RIGHTS_BAD = "rights_bad"
    DISK_GOOD = "disk_good"
    DISK_SHORT = "disk_short"
    DISK_UNKNOWN = "disk_unknown"
    DROP_GOOD = "drop_good"
    DROP_MISSING = "drop_missing"
    DROP_OPEN = "drop_open"
    DROP_CLOSED = "drop_closed"
    AGENT_RUNS = "agent_runs"
    AGENT_RESTS = "agent_rests"
    SPOOL_GOOD = "spool_good"
    SPOOL_OLD = "spool_old"
    SPOOL_BROKEN = "spool_broken"
    PROBES_GOOD = "probes_good"
    PROBES_FAIL = "probes_fail"
    SMARTCTL_GOOD = "smartctl_good"
    SMARTCTL_MISSING = "smartctl_missing"
    SMARTCTL_NOT_NEEDED = "smartctl_not_needed"
    IDENTITY_GOOD = "identity_good"
    IDENTITY_NONE = "identity_none"
    IDENTITY_CLOSED = "identity_closed"
    CERTIFICATE_GOOD = "certificate_good"
    CERTIFICATE_ENDING = "certificate_ending"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_EARLY = "certificate_early"
    CERTIFICATE_BROKEN = "certificate_broken"
    NAME_UNKNOWN = "name_unknown"
    PORT_REFUSED = "port_refused"
    PORT_SILENT = "port_silent"
    PORT_TROUBLE = "port_trouble"
    PORT_GOOD = "port_good"
    TLS_GOOD = "tls_good"
    TLS_FOREIGN = "tls_foreign"
    TLS_NONE = "tls_none"
    COLLECTOR_GOOD = "collector_good"
    COLLECTOR_UNWELCOME = "collector_unwelcome"
    COLLECTOR_TROUBLE = "collector_trouble"
    CLOCK_GOOD = "clock_good"
    CLOCK_OFF = "clock_off"
    CLOCK_UNKNOWN = "clock_unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, how bad it is, what is said of it, and the values in that sentence."""

    check: str
    state: State
    said: Said
    values: Mapping[str, object] = field(default_factory=dict)
