"""The indented text of system_profiler."""

from __future__ import annotations

import pytest

from schoolwacht_agent.platforms.macos import profile_text
from schoolwacht_agent.platforms.macos.profile import NoProfile

SAID = """Hardware:

    Hardware Overview:

      Model Name: MacBook Pro
      Serial Number (system): C02X
      Memory: 8 GB

Printers:

    Lokaal 12:

      Status: Idle
"""


def test_what_is_indented_belongs_to_what_stands_above() -> None:
    found = profile_text.parse(SAID)
    assert len(found.sections) == 2
    (overview,) = found.sections[0].items
    assert "MacBook Pro" in overview.values.values()


@pytest.mark.parametrize("text", ["", "\0\n  :\n:::", "no section here"])
def test_text_without_a_section_is_refused(text: str) -> None:
    with pytest.raises(NoProfile):
        profile_text.parse(text)
