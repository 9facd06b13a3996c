"""What touches Windows itself can be imported anywhere, where it offers nothing but names."""

from __future__ import annotations

import sys

import pytest

from schoolwacht_agent.platforms.windows import child, event_source, job, known_folders


@pytest.mark.skipif(sys.platform == "win32", reason="there it is used, by the end-to-end test under Wine")
def test_elsewhere_it_offers_nothing_to_call() -> None:
    assert not hasattr(child, "Child")
    assert not hasattr(job, "Job")
    assert event_source.SOURCE
    assert known_folders.PROGRAM_DATA != known_folders.PROGRAM_FILES
