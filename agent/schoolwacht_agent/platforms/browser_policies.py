"""Extensions that the school's policies put into everybody's browser.

Chrome, Edge and kin: `ExtensionInstallForcelist` (a list of "id;address") and `ExtensionSettings` (an object by id with
`installation_mode`), both in JSON files on Linux and in the registry on Windows (Chrome Enterprise policy list).
Firefox: `policies.json` with `ExtensionSettings` and `Extensions.Install` (mozilla/policy-templates). The addresses may
be of the school's own servers: they are not kept. An extension's id may look like a mail address; it is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from schoolwacht_agent.platforms.program import Kind, Program
from schoolwacht_agent.platforms.windows.registry import Key, text_of

SOURCE = "browser_policy"
FOLDERS = {
    "Google Chrome": ("etc/opt/chrome/policies",),
    "Chromium": ("etc/chromium/policies", "etc/chromium-browser/policies"),
    "Microsoft Edge": ("etc/opt/edge/policies",),
    "Brave": ("etc/brave/policies",),
}
FIREFOX = (
    "etc/firefox/policies/policies.json",
    "usr/lib/firefox/distribution/policies.json",
    "usr/lib/firefox-esr/distribution/policies.json",
    "usr/lib64/firefox/distribution/policies.json",
    "usr/share/firefox-esr/distribution/policies.json",
    "opt/firefox/distribution/policies.json",
)
KEYS = {
    r"Policies\Google\Chrome": "Google Chrome",
    r"Policies\Chromium": "Chromium",
    r"Policies\Microsoft\Edge": "Microsoft Edge",
    r"Policies\BraveSoftware\Brave": "Brave",
    r"Policies\Mozilla\Firefox": "Firefox",
}
"""Below SOFTWARE."""
_LARGEST = 4 << 20
_MOST = 5000
_CHROMIUM_ID = re.compile(r"[a-p]{32}")
_FIREFOX_ID = re.compile(r"[\w.@{}+-]{3,120}", re.ASCII)
_PUTS = frozenset({"force_installed", "normal_installed"})
_XPI = re.compile(r"([\w.@{}+%-]{1,120})\.xpi(?:\?.*)?\Z|/([\w.@{}+%-]{1,120})/latest\.xpi", re.IGNORECASE)


def parse(text: str, browser: str) -> Iterator[Program]:
    """Extensions in one file of policies; nothing when it is no JSON object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(found, dict):
        return
    inside = found.get("policies", found)
    if isinstance(inside, dict):
        yield from of_policies(inside, browser)


def of_policies(policies: Mapping[str, object], browser: str) -> Iterator[Program]:
    """Extensions out of policies by name."""
    forced = policies.get("ExtensionInstallForcelist")
    for line in (forced if isinstance(forced, list) else [])[:_MOST]:
        yield from _extension(str(line).partition(";")[0].strip(), browser)
    settings = policies.get("ExtensionSettings")
    for one, wanted in list(settings.items() if isinstance(settings, dict) else [])[:_MOST]:
        if isinstance(wanted, dict) and wanted.get("installation_mode") in _PUTS:
            yield from _extension(str(one), browser)
    extensions = policies.get("Extensions")
    places = extensions.get("Install") if isinstance(extensions, dict) else None
    for place in (places if isinstance(places, list) else [])[:_MOST]:
        yield from _by_address(str(place), browser)


def _extension(one: str, browser: str) -> Iterator[Program]:
    form = _FIREFOX_ID if browser == "Firefox" else _CHROMIUM_ID
    if form.fullmatch(one):
        yield Program(one, source=SOURCE, kind=Kind.EXTENSION, parent=browser)


def _by_address(place: str, browser: str) -> Iterator[Program]:
    """Firefox names an add-on by the address of its file; only the file's name is kept."""
    match = _XPI.search(place.replace("\\", "/").partition("://")[2] or place.replace("\\", "/"))
    if match and (name := match[2] or match[1]):
        yield from _extension(name.rpartition("/")[2], browser)


def of_registry(software: Key, scope: str) -> Iterator[Program]:
    """Extensions below a SOFTWARE key: of the machine, or in the hive of a person who is logged on."""
    for path, browser in KEYS.items():
        if key := software.child(path):
            for program in of_policies(_gathered(key), browser):
                yield replace(program, scope=scope)


def _gathered(key: Key) -> dict[str, object]:
    """Policies of a registry key in the shape of the JSON files: lists are subkeys with the values 1, 2, 3, ..."""
    forced = key.child("ExtensionInstallForcelist")
    install = key.child(r"Extensions\Install")
    return {
        "ExtensionInstallForcelist": _listed(forced),
        "Extensions": {"Install": _listed(install)},
        "ExtensionSettings": _settings(key),
    }


def _listed(key: Key | None) -> list[str]:
    return [value for value in key.values.values() if isinstance(value, str)] if key else []


def _settings(key: Key) -> dict[str, object]:
    """As one text of JSON, or as a subkey for each extension."""
    found: dict[str, object] = {}
    value = key.values.get("ExtensionSettings")
    text = "\n".join(value) if isinstance(value, tuple) else value
    if isinstance(text, str):
        with suppress(ValueError, RecursionError):
            read = json.loads(text)
            found.update(read if isinstance(read, dict) else {})
    below = key.child("ExtensionSettings")
    for one in below.children if below else ():
        found[one.name] = {"installation_mode": text_of(one, "installation_mode")}
    return found


def together(programs: Iterable[Program]) -> Iterator[Program]:
    """One row an extension, which names all browsers it is put into; the machine before a person."""
    found: dict[str, list[Program]] = {}
    for program in programs:
        found.setdefault(program.name, []).append(program)
    for same in found.values():
        browsers = sorted({one.parent for one in same if one.parent})
        yield replace(min(same, key=lambda one: one.scope), parent=", ".join(browsers))


def files(root: Path) -> Iterator[tuple[Path, str]]:
    """Files of policies that are here, each with its browser; what is only recommended is put there too."""
    for browser, folders in FOLDERS.items():
        for folder in folders:
            for file in sorted((root / folder).glob("*/*.json"))[:_MOST]:
                yield file, browser
    for place in FIREFOX:
        if (root / place).is_file():
            yield root / place, "Firefox"


def read(root: Path) -> Iterator[Program]:
    """Every extension that a policy puts on this machine."""
    return together(program for file, browser in files(root) for program in _of_file(file, browser))


def _of_file(file: Path, browser: str) -> Iterator[Program]:
    with suppress(OSError):
        with file.open("rb") as opened:
            text = opened.read(_LARGEST).decode("utf-8", errors="replace")
        yield from parse(text, browser)
