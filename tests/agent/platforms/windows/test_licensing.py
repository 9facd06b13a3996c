"""Licences by Windows' own account."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.windows import licensing
from schoolwacht_agent.platforms.windows.licensing import Licence
from schoolwacht_agent.platforms.windows.wmi_value import Row

WINDOWS = {
    "Name": "Windows(R), Education edition",
    "Description": "Windows(R) Operating System, OEM_DM channel",
    "ApplicationID": "55c92734-d682-4d71-983e-d6ec3f16059f",
    "LicenseFamily": "Education",
    "LicenseStatus": "1",
    "ProductKeyChannel": "OEM:DM",
    "PartialProductKey": "ABC12",
    "GracePeriodRemaining": "0",
    "EvaluationEndDate": "16010101000000.000000-000",
}


def one(**changed: str) -> Licence:
    found = licensing.licence(WINDOWS | changed)
    assert found is not None
    return found


def test_a_licence_without_end_has_no_days_left() -> None:
    assert one() == Licence(
        "Windows",
        "Windows(R), Education edition",
        "Education",
        "licensed",
        "OEM:DM",
        "ABC12",
        generic_key=False,
    )


def test_a_kms_client_counts_its_days_and_does_not_name_its_host() -> None:
    said = one(
        ProductKeyChannel="Volume:GVLK", GracePeriodRemaining="259100", KeyManagementServiceMachine="kms.school.example"
    )

    assert (said.days_left, said.kms_host) == (179, True)
    assert "school" not in repr(said)
    assert one(ProductKeyChannel="Volume:GVLK").kms_host is False


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("0", "unlicensed"),
        ("2", "initial_grace"),
        ("3", "hardware_grace"),
        ("5", "notification"),
        ("9", "unknown"),
        ("", "unknown"),
    ],
)
def test_every_state_has_a_word_and_what_is_not_told_is_unknown(number: str, state: str) -> None:
    assert one(LicenseStatus=number).state == state


def test_a_grace_time_that_ran_out_leaves_no_day() -> None:
    assert one(LicenseStatus="5").days_left == 0


@pytest.mark.parametrize(
    ("description", "channel"),
    [
        ("Windows(R) Operating System, VOLUME_KMSCLIENT channel", "Volume:GVLK"),
        ("Windows Operating System - Windows(R) 7, OEM_SLP channel", "OEM:SLP"),
        ("Office 16, RETAIL(Subscription) channel", "Retail:TB:Sub"),
        ("Office 14, RETAIL(MAK) channel", None),
        ("nothing", None),
    ],
)
def test_an_older_windows_tells_the_channel_in_its_description(description: str, channel: str | None) -> None:
    assert one(ProductKeyChannel="", Description=description).channel == channel


def test_a_key_that_everybody_has_is_known() -> None:
    assert one(PartialProductKey="3V66T").generic_key is True


def test_an_evaluation_ends_on_a_day() -> None:
    assert one(EvaluationEndDate="20270115000000.000000-000").evaluation_ends == "2027-01-15"


@pytest.mark.parametrize(
    "changed", [{"PartialProductKey": ""}, {"ApplicationID": "other"}, {"Name": ""}, {"LicenseIsAddon": "TRUE"}]
)
def test_what_is_no_licence_in_use_is_left_out(changed: dict[str, str]) -> None:
    assert licensing.licences([WINDOWS | changed]) == ()


def test_of_the_key_in_the_firmware_only_its_presence_is_told() -> None:
    row = {
        "OA3xOriginalProductKey": "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
        "OA3xOriginalProductKeyDescription": "[4.0] Professional OEM:DM",
    }

    assert licensing.key_in_firmware([row]) is True
    assert licensing.edition_in_firmware([row]) == "Professional"
    assert licensing.key_in_firmware([{"Version": "10.0"}]) is False
    assert licensing.key_in_firmware([]) is None
    assert licensing.key_in_firmware(None) is None


@settings(max_examples=100)
@given(st.lists(rows_with(*licensing.COLUMNS, *licensing.SERVICE), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    licensing.licences(rows)
    licensing.licences([{**WINDOWS, **row} for row in rows])
    licensing.key_in_firmware(rows)
    licensing.edition_in_firmware(rows)
