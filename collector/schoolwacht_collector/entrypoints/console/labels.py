"""Words for what the ledger keeps as short codes."""

from __future__ import annotations

from schoolwacht_collector.domain.alerts import AlertState, Severity
from schoolwacht_collector.domain.devices import DeviceClass, DeviceState
from schoolwacht_collector.domain.identity_likeness import Likeness
from schoolwacht_collector.domain.identity_matching import Why
from schoolwacht_collector.domain.licences import Scope
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.entrypoints.console.facts.tables import TABLES as FACT_TABLES

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
IDENTITY_REASONS = {
    Likeness.SAME_HARDWARE: say("the same hardware asks for a new key"),
    Likeness.BOARD_REPLACED: say("the serial number is the same, the board is another"),
    Likeness.STRONG_SIGNS_DISAGREE: say("some numbers of the hardware agree, others do not"),
    Likeness.SAME_PARTS: say("the disk and the network card are the same"),
    Likeness.DISK_REPLACED: say("the board is the same, the disk is another"),
    Likeness.DISK_ELSEWHERE: say("the disk of this device is in other hardware"),
    Likeness.FEW_SIGNS: say("too little tells this machine apart"),
    Why.KEY_IN_OTHER_HARDWARE: say("the key is in other hardware than before"),
    Why.DISKS_SWAPPED: say("the key is in the hardware of another device: disks were swapped"),
    Why.STILL_HEARD: say("the same hardware, while this device itself still reports"),
    Why.RETIRED_COMES_BACK: say("a device that was taken out of use asks to come back"),
    Why.SHUT_OUT_COMES_BACK: say("a device that was shut out asks to come back"),
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
TITLE_USE = {
    "used": say("used"),
    "unused": say("not used"),
    "partly": say("not used where that is known"),
    "unmeasured": say("not measured"),
}
DEVICE_USE = {
    "used": say("used"),
    "unused": say("not used"),
    "unknown": say("not known"),
}
BACKUP_RESULTS = {
    "ok": say("succeeded"),
    "failed": say("failed"),
    "unknown": say("unknown"),
}
TABLES = {
    **FACT_TABLES,
    "hardware": say("Hardware"),
    "os": say("Operating system"),
    "disks": say("Disk"),
    "interfaces": say("Network card"),
    "software": say("Program"),
    "backups": say("Back-up"),
    "batteries": say("Battery"),
    "disk_health": say("Health of a disk"),
    "updates": say("Updates"),
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
BACKUP_STATES = {
    "failed": say("failed"),
    "late": say("late"),
    "unknown": say("unknown"),
    "ok": say("succeeded"),
}
DISK_STATES = {
    "failed": say("failing"),
    "risk": say("at risk"),
    "unknown": say("unknown"),
    "good": say("healthy"),
}
DISK_KINDS = {
    "hdd": say("hard disk"),
    "ssd": say("SSD"),
    "nvme": say("NVMe SSD"),
    "emmc": say("eMMC"),
}
DEEDS = {
    "alert.acknowledge": say("took an alert on"),
    "api_token.create": say("made an API token"),
    "api_token.revoke": say("ended an API token"),
    "device.approve": say("let a device in"),
    "device.delete": say("deleted a device"),
    "device.enrol": say("device enrolled"),
    "device.reenrol": say("device enrolled again"),
    "device.retire": say("took a device out of use"),
    "device.revoke": say("shut a device out"),
    "device.set": say("moved a device"),
    "licence.add": say("entered a licence"),
    "licence.import": say("imported licences"),
    "licence.remove": say("removed a licence"),
    "limit.set": say("changed a limit"),
    "login.link": say("logged in by a link"),
    "login.password": say("logged in"),
    "password.change": say("changed the password"),
    "settings.change": say("changed a setting"),
    "settings.test": say("sent a test message"),
    "token.create": say("made a command to add computers"),
    "token.withdraw": say("withdrew a command to add computers"),
    "user.add": say("added a user"),
    "user.change": say("changed a user"),
    "user.reset": say("reset a user"),
    "user.shut_out": say("took a user's access away"),
}
COVERAGE_STATES = {
    "short": say("short"),
    "expires": say("expires soon"),
    "covered": say("covered"),
    "expired": say("expired"),
    "unused": say("not found anywhere"),
}
LIMIT_SCOPES = {
    "site": say("a site"),
    "room": say("a room"),
    "class": say("a class of devices"),
    "device": say("one device"),
}
