"""Guests of Hyper-V."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.windows import virtual_machines
from schoolwacht_agent.platforms.windows.virtual_machines import VirtualMachine
from schoolwacht_agent.platforms.windows.wmi_value import Row

GUEST = "6A257FA0-0000-4BF4-A3FB-67AEE7930000"


def test_guests_are_told_from_their_host_and_from_templates() -> None:
    systems = [{"Name": "SRV1", "EnabledState": "2"}, {"Name": GUEST, "EnabledState": "2", "ElementName": "pc-of-jan"}]
    memory = [
        {"InstanceID": rf"Microsoft:{GUEST}\0000", "VirtualQuantity": "2048"},
        {"InstanceID": rf"Microsoft:Definition\{GUEST}\Default", "VirtualQuantity": "512"},
    ]
    processors = [{"InstanceID": rf"Microsoft:{GUEST}\0001", "VirtualQuantity": "4"}]

    assert virtual_machines.virtual_machines(systems, memory, processors) == (
        VirtualMachine(GUEST.casefold(), "running", 2048 << 20, 4),
    )


def test_a_state_that_is_not_known_is_unknown() -> None:
    one = virtual_machines.virtual_machine({"Name": GUEST, "EnabledState": "77"})

    assert one is not None
    assert one.state == "unknown"


@settings(max_examples=100)
@given(st.lists(rows_with("Name", "EnabledState", "InstanceID", "VirtualQuantity"), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    virtual_machines.virtual_machines(rows, rows, rows)
