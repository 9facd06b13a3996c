"""Alerts as rows: a finding lies open in columns, its sentences as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row

from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.message import from_json, to_json

_Cells = dict[str, object]


def _finding_cells(finding: Finding) -> _Cells:
    return {
        "severity": finding.severity.value,
        "summary": to_json(finding.summary),
        "advice": to_json(finding.advice),
        "value": finding.value,
        "limit": finding.limit,
        "opens": finding.opens,
    }


_WRITERS: dict[str, Callable[[Any], _Cells]] = {
    "rule": lambda rule: {"rule": rule},
    "subject": lambda subject: {"device_id": subject.device_id, "part": subject.part},
    "state": lambda state: {"state": AlertState(state).value},
    "finding": _finding_cells,
    "first_true": lambda moment: {"first_true_ms": to_ms(moment)},
    "opened_at": lambda moment: {"opened_at_ms": to_ms_or_none(moment)},
    "last_true": lambda moment: {"last_true_ms": to_ms_or_none(moment)},
    "solved_at": lambda moment: {"solved_at_ms": to_ms_or_none(moment)},
    "acknowledged_by": lambda who: {"acknowledged_by": who},
    "acknowledged_at": lambda moment: {"acknowledged_at_ms": to_ms_or_none(moment)},
    "note": lambda note: {"note": note},
    "context": lambda context: {"context": json.dumps(dict(context), ensure_ascii=False)},
}


def cells_of(fields: Mapping[str, Any]) -> _Cells:
    """The cells for fields of Alert."""
    unknown = sorted(fields.keys() - _WRITERS.keys())
    if unknown:
        raise ValueError(f"These fields of an alert cannot be changed: {', '.join(unknown)}.")
    cells: _Cells = {}
    for name, value in fields.items():
        cells.update(_WRITERS[name](value))
    return cells


def all_fields(alert: Alert) -> dict[str, Any]:
    """Every field of an alert but its number."""
    return {name: getattr(alert, name) for name in _WRITERS}


def alert_of(row: Row[Any]) -> Alert:
    """An alert out of its row. A finding is always about the subject of its alert."""
    subject = Subject(row.device_id, row.part)
    return Alert(
        alert_id=row.alert_id,
        rule=row.rule,
        subject=subject,
        state=AlertState(row.state),
        finding=Finding(
            subject,
            Severity(row.severity),
            from_json(row.summary),
            from_json(row.advice),
            row.value,
            row.limit,
            row.opens,
        ),
        first_true=from_ms(row.first_true_ms),
        opened_at=from_ms_or_none(row.opened_at_ms),
        last_true=from_ms_or_none(row.last_true_ms),
        solved_at=from_ms_or_none(row.solved_at_ms),
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=from_ms_or_none(row.acknowledged_at_ms),
        note=row.note,
        context=json.loads(row.context),
    )
