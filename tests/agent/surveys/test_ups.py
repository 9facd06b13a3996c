"""The UPSes that a machine watches."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.platforms.nut import Ups
from schoolwacht_agent.probe import NoData, Reading, Row
from schoolwacht_agent.surveys.ups import UPS, look, state

SAID = "ups.status: OB LB\nbattery.charge: 12\nbattery.runtime: 90\nups.serial: S1\n"


def upsc(folder: Path, listed: str, says: str) -> list[Path]:
    tool = folder / "upsc"
    tool.write_text(f'#!/bin/sh\ncase "$1" in -l) {listed};; *) {says};; esac\n')
    tool.chmod(0o755)
    return [folder]


def test_a_ups_has_a_row_and_its_numbers(tmp_path: Path) -> None:
    found = list(look(upsc(tmp_path, "echo office", f"printf '{SAID}'")))
    (row,) = [one for one in found if isinstance(one, Row)]

    assert (row.cells["name"], row.cells["state"], row.cells["battery_low"]) == ("office", "on_battery", 1)
    numbers = {one.gauge.name: one.value for one in found if isinstance(one, Reading)}
    assert numbers == {"upsd.on_battery": 1, "upsd.battery_charge_percent": 12, "upsd.time_left_ns": 90e9}


def test_a_ups_that_does_not_answer_is_unknown(tmp_path: Path) -> None:
    (row,) = look(upsc(tmp_path, "echo office", "echo 'Error: Data stale'"))
    assert isinstance(row, Row)
    assert (row.cells["state"], row.cells["reason"], row.cells["battery_low"]) == ("unknown", "stale", None)


@pytest.mark.parametrize("listed", [None, "echo 'Error: Connection failure' >&2; exit 1"])
def test_without_nut_there_is_nothing_to_tell(tmp_path: Path, listed: str | None) -> None:
    folders = [tmp_path] if listed is None else upsc(tmp_path, listed, "exit 1")
    with pytest.raises(NoData) as nothing:
        list(look(folders))
    assert nothing.value.remedy


def test_a_ups_that_is_off_is_off_whatever_feeds_it() -> None:
    assert state(Ups(status=("OL", "OFF"))) == "off"
    assert state(Ups()) == "unknown"


def test_a_serial_number_is_pseudonymous() -> None:
    assert UPS.columns["serial"].data_class == "pseudonymous"


def test_apcupsd_is_asked_too(tmp_path: Path) -> None:
    tool = tmp_path / "apcaccess"
    tool.write_text(
        "#!/bin/sh\nprintf 'UPSNAME  : rack\\nSTATUS   : ONLINE REPLACEBATT\\nBCHARGE  : 100.0 Percent\\n'\n"
    )
    tool.chmod(0o755)
    (row,) = [one for one in look([tmp_path]) if isinstance(one, Row)]

    assert (row.cells["name"], row.cells["state"], row.cells["replace_battery"]) == ("rack", "on_mains", 1)
