r"""Takes paths, accounts and addresses out of a sentence that a program wrote, on any system.

The message of a backup program may say `C:\Users\Jan Peeters\report.docx is locked`. That a file was locked helps the
coordinator; whose it was is nobody's business. When in doubt, more is taken out.
"""

from __future__ import annotations

import re

LONGEST = 200
_READ = 2000  # a message longer than this is a log, of which the beginning is enough

# A segment of a Windows path may hold spaces when a separator follows it; the last segment ends at a space.
_SEGMENTS = r'(?:[^\\/:*?"<>|\r\n]+[\\/])*[^\s\\/:*?"<>|,;]*'
_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"""(["'])[^"'\n]*[\\/][^"'\n]*\1""", "[path]"),
        (r"\b[a-z][a-z0-9+.-]*://\S+", "[address]"),
        # Names of people hold spaces, so behind a home folder everything goes up to the end of the clause.
        (r"\S*[\\/](?:users|home|documents and settings)[\\/][^,;\n]*", "[path]"),
        (rf"\b[a-z]:[\\/]{_SEGMENTS}", "[path]"),
        (rf"\\\\{_SEGMENTS}", "[path]"),
        (r"(?<![\w/.])~?/[^\s,;'\")]+", "[path]"),
        (r"(?<![\w/])(?!\d+/\d+/\d+(?![\w/]))[\w.-]+(?:/[\w.-]+){2,}/?", "[path]"),
        (r"(?<![\w/])[\w.-]+/[\w.-]*\.[a-z]\w{0,4}\b", "[path]"),
        (r"[^\s@<>()\"']+@[^\s@<>()\"',;]+", "[account]"),
        (r"[\w.-]+\\[\w.$\\-]+", "[account]"),
        (
            r"\b(user|username|account|login|password|passwd|pwd|token|secret|gebruiker|wachtwoord)\s*[=:]\s*[^\s,;]+",
            r"\1 [account]",
        ),
        (r"\b(user|account|gebruiker)\s+([\"'])[^\"'\n]*\2", r"\1 [account]"),
        (r"\\", " "),  # what is left of a path that no rule knew
    )
)


def scrubbed(text: str) -> str:
    """The sentence on one line, without paths, accounts and addresses, at most LONGEST characters."""
    line = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text[:_READ])
    for pattern, instead in _RULES:
        line = pattern.sub(instead, line)
    line = " ".join(line.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
