"""How a Mac is protected."""

from __future__ import annotations

from schoolwacht_agent.platforms.macos.protection import of
from schoolwacht_agent.platforms.macos.security import Guards
from schoolwacht_agent.platforms.protection import Protection


def test_a_mac_is_told_in_the_words_of_all() -> None:
    found = of(Guards(firewall=True, file_vault="on", integrity="disabled", guest=False, remote_login=False))

    assert (found.firewall, found.disk_encryption, found.root_encrypted) == ("on", "all", True)
    assert (found.mandatory_access, found.mandatory_access_state) == ("sip", "off")
    assert found.ssh_password == "not_installed"


def test_a_disk_that_is_still_being_encrypted_is_open() -> None:
    assert of(Guards(file_vault="encrypting")).root_encrypted is False


def test_what_is_unknown_stays_so() -> None:
    assert of(Guards()) == Protection()
