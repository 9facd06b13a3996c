"""The service of Windows, as far as any system can tell. The rest runs in tests/e2e/test_windows_agent.py."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest

from schoolwacht_agent.service.hosting import verdict
from schoolwacht_agent.service.windows import RESTART_AFTER_MS, command_line


def test_a_program_in_a_folder_with_spaces_is_quoted() -> None:
    program = PureWindowsPath(r"C:\Program Files\Schoolwacht Agent\python.exe")
    line = command_line(Path(str(program)), Path(r"C:\ProgramData\Schoolwacht\agent"))
    assert line.startswith('"C:\\Program Files\\Schoolwacht Agent\\python.exe" -I -m schoolwacht_agent --home ')
    assert line.endswith("run --service")


@pytest.mark.parametrize("code", [0, 77, 78])
def test_an_end_that_no_restart_can_better_is_told_as_an_end(code: int) -> None:
    assert verdict(code) == (0, 0)


def test_any_other_code_makes_windows_start_it_again() -> None:
    assert verdict(75) == (1066, 75)
    assert list(RESTART_AFTER_MS) == sorted(RESTART_AFTER_MS)
