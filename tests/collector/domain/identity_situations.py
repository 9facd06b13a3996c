"""The situations of docs/identity.md: what a machine shows, what is known, and how it ends. Signs are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from schoolwacht_agent.platforms.identity_evidence import uuid_number
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.domain.identity_matching import (
    Ask,
    Decision,
    Known,
    New,
    Same,
    decide_enrolment,
    decide_report,
)
from schoolwacht_collector.domain.identity_signs import MARKERS, Signs, believed

JOINS, PROVES, REPORTS = "joins", "joins with its old key", "reports"
HP = {"smbios_uuid": "u1", "serial": "s1", "board_serial": "b1"}
DELL = {"smbios_uuid": "u2", "serial": "s2", "board_serial": "b2"}
INSIDE = {"disk_serial": "d1", "onboard_mac": "m1", "system_id": "i1"}
INSIDE_2 = {"disk_serial": "d2", "onboard_mac": "m2", "system_id": "i2"}
VM = {"virtual_machine": "kvm", "smbios_uuid": "u1", "serial": "s1", "disk_serial": "d1", "system_id": "i1"}
NO_SERIALS = {"disk_serial": "d1", "mac": "c1", "system_id": "i1"}
CANONICAL, SWAPPED = "4c4c4544-0042-3510-8052-b4c04f4b3632", "44454c4c-4200-1035-8052-b4c04f4b3632"


def signs(*parts: dict[str, str], without: str = "") -> Signs:
    """What a machine shows; later parts replace earlier ones."""
    shown: dict[str, str] = {}
    for part in parts:
        shown |= part
    return believed((kind, _number(kind, word)) for kind, word in shown.items() if kind != without)


def _number(kind: str, word: str) -> str:
    if kind in MARKERS:
        return word
    if word in (CANONICAL, SWAPPED):
        return uuid_number(word) or ""
    return sha256(f"{kind} {word}".encode()).hexdigest()


def known(found: Signs, name: str = "old", **more: object) -> Known:
    return Known(name, found, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Situation:
    """One line of the matrix. `ends`: same, new or ask; `why`: the reason of the first candidate."""

    sentence: str
    how: str
    ends: str
    why: str
    shows: Signs
    devices: Sequence[Known] = ()
    first: str = "old"
    """The device that it is, or that is asked about first."""

    def decide(self) -> Decision:
        if self.how == JOINS:
            return decide_enrolment(self.shows, self.devices)
        if self.how == PROVES:
            return decide_enrolment(self.shows, self.devices[1:], self.devices[0])
        return decide_report(self.shows, self.devices[0].signs, self.devices[0].device_id, self.devices[1:])


def outcome(decision: Decision) -> tuple[str, str, str]:
    if isinstance(decision, New):
        return "new", decision.reason.value, ""
    if isinstance(decision, Same):
        return "same", decision.reason.value, decision.device_id
    assert isinstance(decision, Ask)
    return "ask", decision.candidates[0].reason.value, decision.candidates[0].device_id


FULL = signs(HP, INSIDE)
BARE = signs(NO_SERIALS)
RESETS = {"resets": "deep_freeze"}
SITUATIONS = (
    Situation("A first machine", JOINS, "new", "no_signs", FULL),
    Situation("A machine that shows nothing", JOINS, "new", "no_signs", Signs(), [known(FULL)]),
    Situation("Another model", JOINS, "new", "other_hardware",
        signs(DELL, INSIDE_2, {"system_id": "i9"}), [known(signs(HP, INSIDE, {"mac": "m2"}))]
    ),
    Situation("The system was installed anew on the same hardware", JOINS, "ask", "same_hardware",
        signs(HP, INSIDE, {"system_id": "i9"}), [known(FULL)]
    ),
    Situation("The same, and the key was kept", PROVES, "same", "proven_key",
        signs(HP, INSIDE, {"system_id": "i9"}), [known(FULL)]
    ),
    Situation("Somebody claims the numbers of a device that is at work at this moment", JOINS, "ask", "still_heard",
        FULL, [known(FULL, heard_now=True)]
    ),
    Situation("A new disk, system installed anew", JOINS, "ask", "same_hardware",
        signs(HP, INSIDE_2, {"onboard_mac": "m1"}), [known(FULL)]
    ),
    Situation("A new disk, system copied over", REPORTS, "same", "unchanged",
        signs(HP, INSIDE, {"disk_serial": "d2"}), [known(FULL)]
    ),
    Situation("A new disk in a machine without serial numbers", JOINS, "ask", "disk_replaced",
        signs(INSIDE, {"disk_serial": "d2"}), [known(signs(INSIDE))]
    ),
    Situation("A new board, with the serial number written into it", REPORTS, "same", "board_replaced",
        signs(HP, INSIDE, {"smbios_uuid": "u2", "board_serial": "b2", "onboard_mac": "m2"}), [known(FULL)]
    ),
    Situation("The same, and the system was installed anew", JOINS, "ask", "board_replaced",
        signs(HP, INSIDE, {"smbios_uuid": "u2", "board_serial": "b2", "onboard_mac": "m2", "system_id": "i9"}),
        [known(FULL)]
    ),
    Situation("A new board, with a serial number of its own", REPORTS, "ask", "key_in_other_hardware",
        signs(DELL, INSIDE, {"onboard_mac": "m2"}), [known(FULL)]
    ),
    Situation("The same, and the key was lost", JOINS, "ask", "disk_elsewhere",
        signs(DELL, INSIDE, {"onboard_mac": "m2"}), [known(FULL)]
    ),
    Situation("A new board without any serial number", REPORTS, "same", "unchanged",
        signs(INSIDE, {"onboard_mac": "m2", "mac": "c1"}, without="onboard_mac"), [known(FULL)]
    ),
    Situation("A new disk and a new board, system installed anew", JOINS, "new", "no_signs",
        signs(DELL, INSIDE_2), []
    ),
    Situation("A new disk and a new board, system copied over", REPORTS, "ask", "key_in_other_hardware",
        signs(DELL, INSIDE_2, {"system_id": "i1"}), [known(FULL)]
    ),
    Situation("An image without key, copied to a machine of the same model", JOINS, "new", "copied_image",
        signs(DELL, INSIDE_2, {"system_id": "i1"}), [known(FULL)]
    ),
    Situation("The same, where the model has no serial numbers", JOINS, "new", "copied_image",
        signs({"disk_serial": "d2", "mac": "c2", "system_id": "i1"}), [known(BARE)]
    ),
    Situation("An image with key and certificate, copied to another machine", REPORTS, "ask", "key_in_other_hardware",
        signs(DELL, INSIDE_2, {"system_id": "i1"}), [known(FULL, heard_now=True)]
    ),
    Situation("The same, where the model has no serial numbers and no disk numbers in common",
        REPORTS, "ask", "key_in_other_hardware",
        signs({"disk_serial": "d2", "mac": "c2", "system_id": "i1"}), [known(BARE)]
    ),
    Situation("Such a copy is enrolled again while the first one is at work", PROVES, "new", "copied_key",
        signs(DELL, INSIDE_2, {"system_id": "i1"}), [known(FULL, heard_now=True)]
    ),
    Situation("Such a copy is enrolled again while the first one is silent", PROVES, "ask", "key_in_other_hardware",
        signs(DELL, INSIDE_2, {"system_id": "i1"}), [known(FULL)]
    ),
    Situation("A virtual machine that was moved, with its UUID", REPORTS, "same", "unchanged",
        signs(VM), [known(signs(VM))]
    ),
    Situation("A virtual machine that was restored on another host without its key", JOINS, "ask", "same_hardware",
        signs(VM), [known(signs(VM))]
    ),
    Situation("A virtual machine that was copied and given a new UUID, without key", JOINS, "new", "copied_vm",
        signs(VM, {"smbios_uuid": "u2", "serial": "s2"}), [known(signs(VM))]
    ),
    Situation("The same, with key and certificate", REPORTS, "ask", "key_in_other_hardware",
        signs(VM, {"smbios_uuid": "u2", "serial": "s2"}), [known(signs(VM))]
    ),
    Situation("A container that sees the UUID of its host", JOINS, "new", "container",
        signs({"container": "lxc", "smbios_uuid": "u1", "system_id": "i8"}), [known(FULL)]
    ),
    Situation("A second container of the same image", JOINS, "new", "container",
        signs({"container": "docker", "system_id": "i8"}),
        [known(signs({"container": "docker", "system_id": "i8"}))]
    ),
    Situation("A container that was made anew and kept its key", PROVES, "same", "proven_key",
        signs({"container": "docker", "system_id": "i9"}),
        [known(signs({"container": "docker", "system_id": "i8"}))]
    ),
    Situation("A machine that loses its key at every start, in a room of which the school said so",
        JOINS, "same", "reset_at_boot",
        signs(HP, INSIDE, RESETS), [known(FULL, resettable=True)]
    ),
    Situation("The same, without serial numbers", JOINS, "same", "reset_at_boot",
        signs(NO_SERIALS, RESETS), [known(BARE, resettable=True)]
    ),
    Situation("The same, while the device was heard a minute ago", JOINS, "ask", "still_heard",
        signs(HP, INSIDE, RESETS), [known(FULL, resettable=True, heard_now=True)]
    ),
    Situation("A machine that says itself that it resets, in a room of which nobody said so",
        JOINS, "ask", "same_hardware",
        signs(HP, INSIDE, RESETS), [known(FULL)]
    ),
    Situation("In a room that resets, the device was taken out of use", JOINS, "ask", "retired_comes_back",
        FULL, [known(FULL, resettable=True, state=DeviceState.RETIRED)]
    ),
    Situation("In a room that resets, two devices have these numbers", JOINS, "ask", "same_hardware",
        FULL, [known(FULL, "old", resettable=True), known(FULL, "other", resettable=True)]
    ),
    Situation("In a room that resets, only the image agrees", JOINS, "ask", "few_signs",
        signs({"system_id": "i1"}), [known(signs({"system_id": "i1"}), resettable=True)]
    ),
    Situation("A serial number such as To be filled, which no list knows, on other hardware",
        JOINS, "new", "repeated_number",
        signs(DELL, INSIDE_2, {"serial": "s1"}), [known(FULL)]
    ),
    Situation("A UUID that a maker gave to a whole series", JOINS, "new", "repeated_number",
        signs(DELL, INSIDE_2, {"smbios_uuid": "u1"}), [known(FULL)]
    ),
    Situation("A placeholder was left out, and only disk and card remain", JOINS, "ask", "same_parts",
        BARE, [known(BARE)]
    ),
    Situation("A docking station whose card is seen in two laptops", JOINS, "new", "shared_card",
        signs({"mac": "c1", "disk_serial": "d2"}), [known(signs({"mac": "c1", "smbios_uuid": "u1"}))]
    ),
    Situation("The same, where the laptops have serial numbers", JOINS, "new", "other_hardware",
        signs(DELL, {"mac": "c1"}), [known(signs(HP, {"mac": "c1"}))]
    ),
    Situation("A machine that was renamed", REPORTS, "same", "unchanged", FULL, [known(FULL)]),
    Situation("A machine with the name of one in another school", JOINS, "new", "no_signs",
        signs(DELL), [known(signs({"system_id": "i1"}))]
    ),
    Situation("Two devices swapped their disks", REPORTS, "ask", "disks_swapped",
        signs(DELL, INSIDE, {"onboard_mac": "m2"}), [known(FULL), known(signs(DELL, INSIDE_2), "other")]
    ),
    Situation("The same, and one of them is enrolled again with the key on its disk", PROVES, "ask", "disks_swapped",
        signs(DELL, INSIDE, {"onboard_mac": "m2"}), [known(FULL), known(signs(DELL, INSIDE_2), "other")]
    ),
    Situation("The same, and both lost their key", JOINS, "ask", "same_hardware",
        signs(DELL, INSIDE, {"onboard_mac": "m2"}), [known(FULL, "other"), known(signs(DELL, INSIDE_2))]
    ),
    Situation("A disk was put into a new machine, with its key", REPORTS, "ask", "key_in_other_hardware",
        signs(DELL, INSIDE, {"onboard_mac": "m9"}), [known(FULL)]
    ),
    Situation("A device that was taken out of use comes back", JOINS, "ask", "retired_comes_back",
        FULL, [known(FULL, state=DeviceState.RETIRED)]
    ),
    Situation("The same, with its old key", PROVES, "ask", "retired_comes_back",
        FULL, [known(FULL, state=DeviceState.RETIRED)]
    ),
    Situation("A device that was shut out comes back", JOINS, "ask", "shut_out_comes_back",
        FULL, [known(FULL, state=DeviceState.REVOKED)]
    ),
    Situation("A UUID that is read in the other byte order", JOINS, "ask", "same_hardware",
        signs({"smbios_uuid": SWAPPED}), [known(signs({"smbios_uuid": CANONICAL}))]
    ),
    Situation("A new firmware wrote another serial number", REPORTS, "same", "strong_signs_disagree",
        signs(HP, INSIDE, {"serial": "s9"}), [known(FULL)]
    ),
    Situation("An agent without the rights to read serial numbers", REPORTS, "same", "unchanged",
        signs(INSIDE), [known(FULL)]
    ),
    Situation("Only the number of the installed system agrees", JOINS, "ask", "few_signs",
        signs({"system_id": "i1"}), [known(signs({"system_id": "i1"}))]
    ),
)  # fmt: skip
