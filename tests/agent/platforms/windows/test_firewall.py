"""Windows' own firewall."""

from __future__ import annotations

from agent.platforms.windows.trees import machine
from schoolwacht_agent.platforms.windows import firewall
from schoolwacht_agent.platforms.windows.firewall import FirewallProfile

LOCAL = f"[HKEY_LOCAL_MACHINE\\{firewall.LOCAL}\\"
POLICY = f"[HKEY_LOCAL_MACHINE\\{firewall.POLICY}\\"
SERVICE = f"[HKEY_LOCAL_MACHINE\\{firewall.SERVICE}]\n"
ON, OFF = '"EnableFirewall"=dword:00000001\n\n', '"EnableFirewall"=dword:00000000\n\n'


def profiles(text: str) -> dict[str, FirewallProfile]:
    look = machine(text)
    found = firewall.profiles(look(firewall.LOCAL), look(firewall.POLICY), look(firewall.SERVICE))
    return {one.profile: one for one in found}


def test_each_kind_of_network_has_its_own_setting() -> None:
    found = profiles(f"{LOCAL}DomainProfile]\n{ON}{LOCAL}StandardProfile]\n{OFF}")

    assert (found["domain"].enabled, found["private"].enabled, found["public"].enabled) == (True, False, None)


def test_a_policy_goes_first() -> None:
    found = profiles(f"{LOCAL}StandardProfile]\n{OFF}{POLICY}PrivateProfile]\n{ON}")

    assert found["private"] == FirewallProfile("private", enabled=True, by_policy=True)


def test_a_service_that_is_switched_off_guards_nothing() -> None:
    found = profiles(f'{LOCAL}DomainProfile]\n{ON}{SERVICE}"Start"=dword:00000004\n')

    assert [one.enabled for one in found.values()] == [False, False, False]


def test_letting_everything_in_is_told() -> None:
    found = profiles(f'{LOCAL}PublicProfile]\n"DefaultInboundAction"=dword:00000000\n{ON}')

    assert found["public"].blocks_incoming is False


def test_a_profile_can_be_read_from_its_own_key() -> None:
    key = machine(f"{LOCAL}StandardProfile]\n{ON}")(f"{firewall.LOCAL}\\StandardProfile")

    assert key is not None
    assert firewall.of_key(key) == FirewallProfile("private", enabled=True)
    assert all(one.enabled is None for one in firewall.profiles(None))
