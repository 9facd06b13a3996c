"""What guards a Mac, as its programs and files tell it."""

from __future__ import annotations

import plistlib
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.macos import antivirus, launchd, security, security_lines
from schoolwacht_agent.platforms.macos.launchd import Service
from schoolwacht_agent.platforms.macos.security_lines import FirewallState


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("FileVault is On.\n", "on"),
        ("FileVault is Off.\n", "off"),
        ("FileVault is On.\nEncryption in progress: Percent completed = 27.31\n", "encrypting"),
        ("FileVault is Off.\nDecryption in progress: Percent completed = 3\n", "decrypting"),
        ("FileVault is Off, but will be enabled after the next restart.\n", "waiting"),
        ("FileVault is Off.\nDeferred enablement appears to be active for user 'lien'.\n", "waiting"),
        ("Error: something\n", None),
    ],
)
def test_disk_encryption(text: str, state: str | None) -> None:
    assert security_lines.file_vault(text) == state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("1\n", FirewallState.ON),
        ("0", FirewallState.OFF),
        ("Firewall is enabled. (State = 1) \n", FirewallState.ON),
        ("Firewall is disabled. (State = 0)\n", FirewallState.OFF),
        ("Firewall is enabled. (State = 2)\n", FirewallState.BLOCKS_ALL),
        ("3", None),
        ("", None),
    ],
)
def test_firewall(text: str, state: FirewallState | None) -> None:
    assert security_lines.firewall(text) == state


def test_gatekeeper_and_integrity() -> None:
    assert security_lines.gatekeeper("assessments enabled\ndeveloper id enabled\n") is True
    assert security_lines.gatekeeper("assessments disabled\n") is False
    assert security_lines.gatekeeper("") is None
    assert security_lines.integrity("System Integrity Protection status: enabled.\n") == "enabled"
    assert security_lines.integrity("System Integrity Protection status: disabled.\n") == "disabled"
    custom = "System Integrity Protection status: unknown (Custom Configuration).\n\nConfiguration:\n\tKext: enabled\n"
    assert security_lines.integrity(custom) == "custom"
    assert security_lines.integrity("csrutil: command not found") is None


def test_switches() -> None:
    assert security_lines.switched("Remote Login: On\n") is True
    assert security_lines.switched("Stealth mode disabled \n") is False
    assert security_lines.switched("You need administrator access to run this tool... exiting!") is None


def test_administrators_are_counted_and_never_named() -> None:
    assert security_lines.administrators("GroupMembership: root lien admin\n") == 2
    assert security_lines.administrators("No such key: GroupMembership\n") is None


def test_files_tell_of_firewall_and_guest(tmp_path: Path) -> None:
    folder = tmp_path / "Library/Preferences"
    folder.mkdir(parents=True)
    (tmp_path / security.FIREWALL).write_bytes(plistlib.dumps({"globalstate": 2, "stealthenabled": 1}))
    (tmp_path / security.LOGIN).write_bytes(plistlib.dumps({"GuestEnabled": True}))

    assert security.firewall(tmp_path) == (FirewallState.BLOCKS_ALL, True)
    assert security.guest(tmp_path) is True
    found = security.look(tmp_path)
    assert (found.firewall, found.firewall_blocks_all, found.guest) == (True, True, True)


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac does tell")
def test_what_nobody_tells_is_unknown(tmp_path: Path) -> None:
    found = security.look(tmp_path)

    assert (found.firewall, found.file_vault, found.gatekeeper, found.guest) == (None, None, None, None)
    assert found.scanners == ()


def test_a_list_of_services_tells_whether_the_firewall_runs() -> None:
    text = "PID\tStatus\tLabel\n-\t0\tcom.example.other\n81\t0\tcom.apple.alf\n"

    assert launchd.is_list(text)
    assert launchd.firewall_of(launchd.listed(text)) == Service("com.apple.alf", running=True)
    assert launchd.firewall_of(iter([])).running is False


def test_one_service_as_it_is_shown() -> None:
    text = "com.apple.alf = {\n\tpath = /x\n\tstate = running\n\tpid = 8\n}\nother = {\n"

    assert launchd.shown(text) == Service("com.apple.alf", running=True)
    assert launchd.shown(text.replace("running", "waiting")) == Service("com.apple.alf", running=False)
    assert launchd.shown("nothing") is None


def test_apples_own_scanner_tells_its_signatures(tmp_path: Path) -> None:
    folder = tmp_path / antivirus.XPROTECT[0]
    folder.mkdir(parents=True)
    (folder / "Info.plist").write_bytes(plistlib.dumps({"CFBundleShortVersionString": "2192"}))

    found = antivirus.xprotect(tmp_path)

    assert found is not None
    assert (found.product, found.signatures, found.enabled) == ("XProtect", "2192", None)


def test_a_sensor_tells_its_version_and_that_it_works() -> None:
    found = antivirus.parse("=== agent_info ===\nversion: 7.10.1\nsensor operational: true\n")

    assert found is not None
    assert (found.product, found.version, found.enabled) == ("CrowdStrike Falcon", "7.10.1", True)
    assert antivirus.parse("hello") is None
    other = antivirus.parse("Agent\n   Version:   22.3.3\n   ES Framework:  started\n   Protection:   enabled\n")
    assert other is not None
    assert (other.product, other.version, other.enabled) == ("SentinelOne", "22.3.3", True)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_no_text_breaks_a_reader(text: str) -> None:
    for words in (
        text,
        f"FileVault {text}",
        f"GroupMembership: {text}",
        f"PID\tStatus\tLabel\n{text}",
        f"a = {{\n{text}",
    ):
        security_lines.file_vault(words)
        security_lines.firewall(words)
        security_lines.gatekeeper(words)
        security_lines.integrity(words)
        security_lines.switched(words)
        security_lines.administrators(words)
        list(launchd.listed(words))
        launchd.shown(words)
        antivirus.parse(words)
