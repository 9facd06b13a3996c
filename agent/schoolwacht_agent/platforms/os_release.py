"""The name of a Linux distribution, from its os-release file (os-release(5)).

The file is read as the assignments it holds; it is never handed to a shell.
"""

from __future__ import annotations

import re

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_ESCAPED = re.compile(r"\\(.)")
_LONGEST = 64 << 10


def parse(text: str) -> dict[str, str]:
    """The assignments of the file, unquoted; lines that are none are left out, the last of two wins."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if match := _ASSIGNMENT.fullmatch(line.strip()):
            name, value = match.groups()
            found[name] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    quote = value[:1]
    if quote == "'" and value.endswith("'") and len(value) > 1:
        return value[1:-1]  # a shell escapes nothing between single quotes
    if quote == '"' and value.endswith('"') and len(value) > 1:
        value = value[1:-1]
    return _ESCAPED.sub(r"\1", value)


_SENTENCE = re.compile(
    r"(?P<name>[A-Z][\w./ ()-]*?)\s+(?:release|Linux release)\s+(?P<version>\d[\w.]*)\s*(?:\((?P<code>[^)\n]*)\))?.*"
)
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
_CODENAMES = re.compile(r"[a-z]{2,20}(?:/[a-z]{2,20})?")


def of_old_file(text: str) -> dict[str, str]:
    """The same words out of a file from before os-release: debian_version, redhat-release, lsb-release and kin.

    debian_version holds a number, or between releases a code name such as `trixie/sid`; redhat-release and its like a
    sentence `NAME release NUMBER (CODE NAME)`; lsb-release assignments that begin with DISTRIB_.
    """
    found = parse(text[:_LONGEST])
    if "DISTRIB_ID" in found:
        names = {"NAME": "DISTRIB_ID", "VERSION_ID": "DISTRIB_RELEASE", "VERSION_CODENAME": "DISTRIB_CODENAME"}
        said = {name: found[old] for name, old in names.items() if found.get(old)}
        return {**said, "ID": said.get("NAME", "").casefold(), "VERSION": found.get("DISTRIB_DESCRIPTION", "")}
    line = next((entry.strip() for entry in text[:_LONGEST].splitlines() if entry.strip()), "")
    if _VERSION.fullmatch(line):
        return {"NAME": "Debian GNU/Linux", "ID": "debian", "VERSION": line, "VERSION_ID": line.partition(".")[0]}
    if _CODENAMES.fullmatch(line):
        return {"NAME": "Debian GNU/Linux", "ID": "debian", "VERSION": line, "VERSION_CODENAME": line.partition("/")[0]}
    if match := _SENTENCE.fullmatch(line[:200]):
        name = " ".join(match["name"].split())
        said = {"NAME": name, "ID": _old_id(name), "VERSION_ID": match["version"], "VERSION": match["version"]}
        return said | ({"VERSION_CODENAME": match["code"]} if match["code"] else {})
    return {}


def _old_id(name: str) -> str:
    first = name.casefold().removesuffix(" linux").split(" ")
    return "rhel" if first[:2] == ["red", "hat"] else first[0]
