"""Words for what the ledger keeps as short codes."""

from __future__ import annotations

from schoolwacht_collector.domain.alerts import AlertState, Severity
from schoolwacht_collector.domain.devices import DeviceClass, DeviceState
from schoolwacht_collector.domain.licences import Scope
from schoolwacht_collector.domain.message import say

CLASSES = {
    DeviceClass.SERVER: say("server"),
    DeviceClass.SHARED: say("shared device"),
    DeviceClass.STAFF: say("staff device"),
    DeviceClass.LOAN: say("device on loan"),
    DeviceClass.TROLLEY: say("laptop trolley"),
    DeviceClass.SPARE: say("spare device"),
}
DEVICE_STATES = {
    DeviceState.PENDING: say("waits for approval"),
    DeviceState.ACTIVE: say("in use"),
    DeviceState.REVOKED: say("shut out"),
    DeviceState.RETIRED: say("taken out of use"),
}
SEVERITIES = {
    Severity.URGENT: say("urgent"),
    Severity.WARNING: say("warning"),
    Severity.NOTICE: say("notice"),
}
ALERT_STATES = {
    AlertState.PENDING: say("being watched"),
    AlertState.OPEN: say("open"),
    AlertState.SOLVED: say("solved"),
}
SCOPES = {
    Scope.DEVICE: say("per device"),
    Scope.USER: say("per user"),
    Scope.SITE: say("site licence"),
    Scope.SCHOOL: say("school licence"),
    Scope.CONCURRENT: say("users at the same time"),
}
BACKUP_RESULTS = {
    "ok": say("succeeded"),
    "failed": say("failed"),
    "unknown": say("unknown"),
}
TABLES = {
    "hardware": say("Hardware"),
    "os": say("Operating system"),
    "disks": say("Disk"),
    "interfaces": say("Network card"),
    "software": say("Program"),
    "backups": say("Back-up"),
}
CHANGES = {
    "added": say("added"),
    "changed": say("changed"),
    "removed": say("removed"),
}
ROLES = {
    "viewer": say("viewer"),
    "coordinator": say("coordinator"),
    "admin": say("administrator"),
}
