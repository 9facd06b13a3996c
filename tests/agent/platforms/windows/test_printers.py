"""Printers by WMI."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.machine_parts import PrinterQueue
from schoolwacht_agent.platforms.windows import printers
from schoolwacht_agent.platforms.windows.wmi_value import Row


@pytest.mark.parametrize(
    ("port", "driver", "connection"),
    [
        ("USB001", "Acme Laser", "usb"),
        ("IP_10.1.2.3", "Acme Laser", "network"),
        ("WSD-1a2b", "Acme Laser", "network"),
        ("10.1.2.3_1", "Acme Laser", "network"),
        ("LPT1:", "Acme Laser", "parallel"),
        ("PORTPROMPT:", "Microsoft Print To PDF", "virtual"),
        ("nul:", "Acme", "virtual"),
        ("odd", "Acme", None),
    ],
)
def test_a_port_tells_what_a_printer_hangs_on(port: str, driver: str, connection: str | None) -> None:
    assert printers.connection({"Name": "Room 3", "PortName": port, "DriverName": driver}) == connection


def test_a_queue_of_a_server_keeps_only_its_own_name() -> None:
    row = {"Name": r"\\pc-of-jan\Colour", "DriverName": "Acme", "Default": "TRUE"}

    assert printers.printers([row, row]) == (PrinterQueue("Colour", "Acme", "shared", default=True),)


def test_a_printer_of_a_remote_session_is_left_out() -> None:
    assert printers.printers([{"Name": "HP van Jan (omgeleid 3)", "PortName": "TS003"}, {"PortName": "USB001"}]) == ()


@settings(max_examples=100)
@given(st.lists(rows_with(*printers.COLUMNS), max_size=4))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    printers.printers(rows)
