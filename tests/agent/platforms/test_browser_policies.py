"""Extensions that policies put into browsers."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.trees import entry, machine
from schoolwacht_agent.platforms.browser_policies import of_registry, parse, read, together
from schoolwacht_agent.platforms.program import USER

ONE, TWO, THREE = "a" * 32, "b" * 32, "c" * 32


def names(text: str, browser: str) -> list[str]:
    return [one.name for one in parse(text, browser)]


def test_chrome_and_kin_name_extensions_in_two_ways() -> None:
    policies = {
        "ExtensionInstallForcelist": [f"{ONE};https://school.example/update", "not an id"],
        "ExtensionSettings": {
            TWO: {"installation_mode": "normal_installed"},
            THREE: {"installation_mode": "blocked"},
            "*": {"installation_mode": "blocked"},
        },
    }
    found = list(parse(json.dumps(policies), "Google Chrome"))

    assert [(one.name, one.kind, one.parent) for one in found] == [
        (ONE, "extension", "Google Chrome"),
        (TWO, "extension", "Google Chrome"),
    ]
    assert "school.example" not in str(found)


def test_firefox_names_them_by_id_or_by_address() -> None:
    policies = {
        "ExtensionSettings": {"draw@acme.example": {"installation_mode": "force_installed"}},
        "Extensions": {
            "Install": [
                "https://addons.mozilla.org/firefox/downloads/latest/acme-paint/latest.xpi",
                "https://school.example/x/acme-count.xpi",
                "C:\\addons\\acme-local.xpi",
            ]
        },
    }

    assert names(json.dumps({"policies": policies}), "Firefox") == [
        "draw@acme.example",
        "acme-paint",
        "acme-count",
        "acme-local",
    ]


def test_one_row_names_all_browsers(tmp_path: Path) -> None:
    for folder in ("etc/opt/chrome/policies/managed", "etc/opt/edge/policies/recommended", "etc/firefox/policies"):
        (tmp_path / folder).mkdir(parents=True)
    text = json.dumps({"ExtensionInstallForcelist": [ONE]})
    (tmp_path / "etc/opt/chrome/policies/managed/school.json").write_text(text)
    (tmp_path / "etc/opt/edge/policies/recommended/school.json").write_text(text)
    (tmp_path / "etc/firefox/policies/policies.json").write_text("{ broken")
    (found,) = read(tmp_path)

    assert (found.name, found.parent) == (ONE, "Google Chrome, Microsoft Edge")


def test_the_registry_is_read_in_all_its_ways() -> None:
    start = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\"
    settings_text = json.dumps({"draw@acme.example": {"installation_mode": "force_installed"}}).replace('"', '\\"')
    text = (
        entry("Google\\Chrome\\ExtensionInstallForcelist", start=start, **{"1": f"{ONE};x", "2": TWO})
        + entry(f"Microsoft\\Edge\\ExtensionSettings\\{ONE}", start=start, installation_mode="force_installed")
        + entry("Mozilla\\Firefox", start=start, ExtensionSettings=settings_text)
    )
    software = machine(text)("SOFTWARE")

    assert software is not None
    assert {(one.name, one.parent) for one in together(of_registry(software, "machine"))} == {
        (ONE, "Google Chrome, Microsoft Edge"),
        (TWO, "Google Chrome"),
        ("draw@acme.example", "Firefox"),
    }
    assert {one.scope for one in of_registry(software, USER)} == {"user"}


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.just(ONE),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["ExtensionInstallForcelist", "ExtensionSettings", "policies", ONE]), inside)
    ),
    max_leaves=10,
)


@settings(max_examples=100, deadline=None)
@given(JSON.map(json.dumps) | st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert all(one.name for one in parse(text, "Google Chrome"))
    assert all(one.name for one in parse(text, "Firefox"))


def test_deep_nesting_is_survived() -> None:
    assert names("[" * 100_000, "Firefox") == []
