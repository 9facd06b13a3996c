"""How a Windows machine is protected."""

from __future__ import annotations

import pytest

from schoolwacht_agent.platforms.windows.disk_encryption import EncryptedVolume
from schoolwacht_agent.platforms.windows.firewall import FirewallProfile
from schoolwacht_agent.platforms.windows.policies import Policies
from schoolwacht_agent.platforms.windows.protection import encryption, firewall, of
from schoolwacht_agent.platforms.windows.security import WindowsSecurity

ON, OFF, UNKNOWN = (FirewallProfile(name, on) for name, on in (("domain", True), ("public", False), ("private", None)))
OPEN = FirewallProfile("private", True, blocks_incoming=False)


@pytest.mark.parametrize(
    ("profiles", "state"),
    [
        ((ON, ON), "on"),
        ((ON, OFF), "partly"),
        ((ON, OPEN), "partly"),
        ((OFF,), "off"),
        ((ON, UNKNOWN), None),
        ((), None),
    ],
)
def test_a_firewall_is_on_when_each_profile_is(profiles: tuple[FirewallProfile, ...], state: str | None) -> None:
    assert firewall(profiles) == state


def volume(kind: str, protected: bool | None) -> EncryptedVolume:  # noqa: FBT001 - plain data
    return EncryptedVolume("C:", kind, protected, "encrypted", None)


def test_sticks_do_not_count_and_unknown_is_not_none() -> None:
    assert encryption([volume("system", True), volume("removable", False)]) == ("all", True)
    assert encryption([volume("system", True), volume("fixed", False)]) == ("part", True)
    assert encryption([volume("system", False)]) == ("none", False)
    assert encryption([volume("system", None)]) == (None, None)
    assert encryption(None) == (None, None)


def test_the_rest_goes_by_its_name() -> None:
    policies = Policies(smb1=False, remote_desktop=True, laps="entra", automatic_logon=True)
    found = of(
        WindowsSecurity(firewall=(ON, OFF), policies=policies, administrators=2, unknown={"volumes": "no_access"})
    )

    assert (found.smb1, found.remote_desktop, found.laps, found.automatic_login) == (False, True, "entra", True)
    assert (found.firewall_profiles, found.local_admin_count) == ("domain on, public off", 2)
    assert found.unknown == (("volumes", "no_access"),)
