"""Virus scanners on Windows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.windows import antivirus
from schoolwacht_agent.platforms.windows.antivirus import Antivirus, Defender
from schoolwacht_agent.platforms.windows.wmi_value import Row


@pytest.mark.parametrize(
    ("state", "word", "new"),
    [
        ("397568", "on", True),
        ("397584", "on", False),
        ("393472", "off", True),
        ("401664", "snoozed", True),
        ("266256", "on", False),
        ("405504", "expired", True),
        ("", "unknown", None),
    ],
)
def test_the_bits_of_the_security_centre_are_read(state: str, word: str, new: bool | None) -> None:  # noqa: FBT001 - plain data
    assert antivirus.antivirus({"displayName": "Acme Guard", "productState": state}) == Antivirus(
        "Acme Guard", word, new
    )


def test_a_scanner_that_is_on_counts_before_its_old_sign_in() -> None:
    rows = [{"displayName": "Acme", "productState": state} for state in ("393472", "397568", "393472")]

    assert antivirus.scanners([*rows, {}]) == (Antivirus("Acme", "on", up_to_date=True),)


def test_defender_tells_the_age_of_its_signatures() -> None:
    said = antivirus.defender(
        {
            "AMServiceEnabled": "TRUE",
            "AntivirusEnabled": "TRUE",
            "RealTimeProtectionEnabled": "FALSE",
            "AMRunningMode": "Normal",
            "AntivirusSignatureAge": "3",
            "AntivirusSignatureLastUpdated": "20261101120000.000000+000",
            "QuickScanAge": "2",
            "FullScanAge": "-1",
        }
    )

    assert said == Defender(True, False, "Normal", 3, "2026-11-01", None, 2)


def test_signatures_that_never_came_have_no_age() -> None:
    said = antivirus.defender({"AntivirusEnabled": "FALSE", "AntivirusSignatureAge": "65535"})

    assert said is not None
    assert (said.running, said.signature_age) == (False, None)
    assert antivirus.defender({}) is None


@settings(max_examples=100)
@given(st.lists(rows_with(*antivirus.COLUMNS, *antivirus.DEFENDER), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    antivirus.scanners(rows)
    for row in rows:
        antivirus.defender(row)
