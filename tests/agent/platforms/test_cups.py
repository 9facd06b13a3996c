"""Printers of CUPS."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.cups import NoRight, connection, parse, read

PRINTERS = """# Printer configuration file for CUPS
<Printer Lokaal12>
Info Printer in 12
MakeModel Brother HL-L2350DW series
DeviceURI usb://Brother/HL-L2350DW?serial=1
State Idle
</Printer>
<DefaultPrinter Leraars>
DeviceURI ipps://10.0.0.9/ipp/print
MakeModel Local Raw Printer
</DefaultPrinter>
<Printer Nooit
"""


def test_every_queue_tells_its_name_its_model_and_the_way_to_it() -> None:
    one, other = parse(PRINTERS)
    assert (one.name, one.model, one.connection, one.default) == ("Lokaal12", "Brother HL-L2350DW series", "usb", False)
    assert (other.name, other.model, other.connection, other.default) == ("Leraars", None, "network", True)


def test_only_the_scheme_of_an_address_is_looked_at() -> None:
    assert connection("hp:/net/LaserJet?ip=10.0.0.8") == "network"
    assert connection("hp:/usb/LaserJet?serial=7") == "usb"
    assert connection("smb://someone:secret@server/queue") == "shared"
    assert connection("weird://x") is None
    assert connection("no address") is None


def test_a_model_that_the_list_does_not_say_stands_in_the_description(tmp_path: Path) -> None:
    (tmp_path / "etc/cups/ppd").mkdir(parents=True)
    (tmp_path / "etc/cups/printers.conf").write_text(PRINTERS)
    (tmp_path / "etc/cups/ppd/Leraars.ppd").write_text('*PPD-Adobe: "4.3"\n*NickName: "Kyocera ECOSYS"\n')
    assert [queue.model for queue in read(tmp_path)] == ["Brother HL-L2350DW series", "Kyocera ECOSYS"]


def test_no_list_is_no_printer_and_a_closed_list_is_unknown(tmp_path: Path) -> None:
    assert read(tmp_path) == ()
    (tmp_path / "etc/cups/printers.conf").mkdir(parents=True)  # unreadable, even to root
    with pytest.raises(NoRight):
        read(tmp_path)


@given(st.text(alphabet=st.sampled_from("<>/PrinterDfau ltk\n:abc"), max_size=300))
@settings(max_examples=100)
def test_rubbish_is_survived(text: str) -> None:
    assert all(queue.name for queue in parse(text))
