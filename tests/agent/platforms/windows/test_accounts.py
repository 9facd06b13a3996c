"""Accounts of a Windows machine."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.windows import accounts
from schoolwacht_agent.platforms.windows.accounts import Account
from schoolwacht_agent.platforms.windows.wmi_value import Row

DOMAIN = "S-1-5-21-1-2-3"


def row(number: int, disabled: str = "FALSE", local: str = "TRUE") -> Row:
    return {
        "SID": f"{DOMAIN}-{number}",
        "Disabled": disabled,
        "LocalAccount": local,
        "Name": "jan",
        "PasswordRequired": "FALSE",
    }


def test_accounts_are_told_by_kind_and_never_by_name() -> None:
    found = accounts.accounts([row(500), row(501, "TRUE"), row(1001), row(1002, local="FALSE"), {}])

    assert found == (
        Account("administrator", enabled=True, password_required=False),
        Account("guest", enabled=False, password_required=False),
        Account("other", enabled=True, password_required=False),
    )
    assert "jan" not in repr(found)
    assert DOMAIN not in repr(found)


def test_whether_the_guest_may_come_in() -> None:
    assert accounts.guest_enabled(accounts.accounts([row(501)])) is True
    assert accounts.guest_enabled(accounts.accounts([row(501, "")])) is None
    assert accounts.guest_enabled([]) is None


def test_elsewhere_the_group_of_administrators_is_unknown() -> None:
    assert accounts.administrators() is None


@settings(max_examples=100)
@given(st.lists(rows_with(*accounts.COLUMNS), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    accounts.accounts(rows)
