"""To whom a Linux computer belongs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.domain_membership import by_sssd, look, managers
from schoolwacht_agent.platforms.system_files import NotReadable


def write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.mark.parametrize(
    ("provider", "kind"), [("ad", "active_directory"), ("ipa", "ipa"), ("LDAP", "ldap"), ("files", None)]
)
def test_sssd_names_its_provider(provider: str, kind: str | None) -> None:
    assert by_sssd(f"[sssd]\ndomains = school.example\n[domain/school.example]\nid_provider = {provider}\n") == kind


def test_a_computer_on_its_own_belongs_to_none(tmp_path: Path) -> None:
    assert look(tmp_path) == "none"
    assert managers(tmp_path) == []


def test_winbind_is_a_member_with_a_key_of_its_own(tmp_path: Path) -> None:
    write(tmp_path / "etc/samba/smb.conf", "[global]\nsecurity = ads\n")
    assert look(tmp_path) == "none"
    write(tmp_path / "etc/krb5.keytab")
    assert look(tmp_path) == "active_directory"
    write(tmp_path / "etc/ipa/default.conf")
    assert look(tmp_path) == "ipa"


def test_settings_that_may_not_be_read_are_unknown(tmp_path: Path) -> None:
    (tmp_path / "etc/sssd").mkdir(parents=True)
    (tmp_path / "etc/sssd/sssd.conf").symlink_to("sssd.conf")

    with pytest.raises(NotReadable):
        look(tmp_path)


def test_managers_are_known_by_what_they_put_on_the_disk(tmp_path: Path) -> None:
    write(tmp_path / "etc/salt/minion")

    assert managers(tmp_path) == ["salt"]


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    by_sssd(text)
