"""How many may do everything."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.local_admins import Accounts, count

PASSWD = """root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
anna:x:1000:1000:,,,:/home/anna:/bin/bash
bert:x:1001:27:,,,:/home/bert:/bin/bash
carl:x:1002:1002:,,,:/home/carl:/bin/bash
"""
GROUP = "root:x:0:\nsudo:x:27:anna,gone\nwheel:x:10:anna\nusers:x:100:carl\n"


def test_members_are_counted_once_and_only_if_they_exist() -> None:
    assert count(PASSWD, GROUP) == Accounts(3, False)  # root, anna, and bert by his own group


def test_a_second_root_counts() -> None:
    assert count(PASSWD + "toor:x:0:0::/root:/bin/sh\n", "").admins == 2


def test_a_guest_who_can_log_in_is_told_from_one_who_cannot() -> None:
    assert count(PASSWD + "gast:x:1003:1003::/home/gast:/bin/bash\n", "").guest is True
    assert count(PASSWD + "guest:x:1003:1003::/home/g:/usr/sbin/nologin\n", "").guest is False


def test_no_accounts_are_unknown_not_none() -> None:
    assert count("", GROUP) == Accounts(None, None)


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text())
def test_rubbish_is_survived(passwd: str, group: str) -> None:
    assert count(PASSWD + passwd, group + GROUP).admins is not None
