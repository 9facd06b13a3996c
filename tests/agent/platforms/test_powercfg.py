"""The battery report of Windows."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.recordings import recordings
from schoolwacht_agent.platforms.powercfg import NoReport, parse

XML = """\ufeff<?xml version="1.0" encoding="utf-8"?>
<BatteryReport xmlns="http://schemas.microsoft.com/battery/2012">
  <SystemInformation><ComputerName>SECRET</ComputerName></SystemInformation>
  <Batteries><Battery><Id>CELL 57</Id><Manufacturer>MAKER</Manufacturer><SerialNumber>77</SerialNumber>
  <Chemistry>LiP</Chemistry><DesignCapacity>50000</DesignCapacity><FullChargeCapacity>40000</FullChargeCapacity>
  <CycleCount>12</CycleCount></Battery></Batteries>
  <History></History>
</BatteryReport>"""
PAGE = """<!DOCTYPE html><html><body><table><tr><td>COMPUTER</td><td>SECRET</td></tr></table>
<table><thead><tr><td> </td><td>AKKU 1</td><td>AKKU 2</td></tr></thead>
<tr><td><span class="label">NAME</span></td><td>CELL 57</td><td>SLICE</td></tr>
<tr><td><span class="label">HERSTELLER</span></td><td>MAKER</td><td>-</td></tr>
<tr><td><span class="label">SERIENNUMMER</span></td><td>77</td><td> - </td></tr>
<tr><td><span class="label">CHEMIE</span></td><td>LiP</td><td>LION</td></tr>
<tr><td><span class="label">KAPAZIT&Auml;T</span></td><td>50.000 mWh</td><td>30.000 mWh</td></tr>
<tr><td><span class="label">VOLL</span></td><td>40.000 mWh</td><td>30.000 mWh</td></tr>
<tr><td><span class="label">ZYKLEN</span></td><td>12</td><td>-</td></tr></table></body></html>"""


def test_a_battery_in_the_xml_is_described() -> None:
    (one,) = parse(XML.encode())

    assert (one.pack.model, one.pack.maker, one.pack.serial, one.pack.chemistry) == ("CELL 57", "MAKER", "77", "LiP")
    assert (one.pack.design_mwh, one.pack.full_mwh, one.pack.cycles, one.health_percent) == (50_000, 40_000, 12, 80)


def test_the_page_is_read_in_every_language() -> None:
    first, second = parse(PAGE.encode())

    assert first == parse(XML.encode())[0]
    assert (second.pack.model, second.pack.maker, second.pack.serial) == ("SLICE", None, None)
    assert (second.pack.design_mwh, second.pack.cycles, second.health_percent) == (30_000, None, 100)


def test_a_report_in_wide_characters_is_read() -> None:
    assert len(parse(XML.lstrip("\ufeff").encode("utf-16"))) == 1


def test_a_history_that_was_cut_off_does_no_harm() -> None:
    assert len(parse(XML[: XML.index("<History>")].encode())) == 1


def test_a_computer_without_a_battery_has_none() -> None:
    assert parse(b'<BatteryReport xmlns="x"><Batteries></Batteries></BatteryReport>') == []
    assert parse(b'<BatteryReport xmlns="x"><Batteries/></BatteryReport>') == []


@pytest.mark.parametrize(
    "data", [b"", b"no report", XML[: XML.index("</Batteries>")].encode(), b"<!DOCTYPE x><BatteryReport>"]
)
def test_what_is_no_report_is_refused(data: bytes) -> None:
    with pytest.raises(NoReport):
        parse(data)


@settings(max_examples=100)
@given(st.binary(), st.integers(0, 900), st.sampled_from([XML, PAGE]))
def test_rubbish_is_survived(data: bytes, at: int, form: str) -> None:
    whole = form.encode()
    for spoilt in (data, whole[:at] + data + whole[at:]):
        with contextlib.suppress(NoReport):
            parse(spoilt)


def test_recordings_hold_batteries() -> None:
    for file in recordings("win32/powercfg"):
        assert all(one.pack.full_mwh for one in parse(file.read_bytes()))
