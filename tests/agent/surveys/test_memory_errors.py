"""Errors that memory noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.probe import NoData, Reading, Row
from schoolwacht_agent.surveys.memory_errors import look


def test_a_module_has_a_row_and_its_numbers(tmp_path: Path) -> None:
    module = tmp_path / "mc0/dimm0"
    module.mkdir(parents=True)
    for name, content in {"dimm_label": "DIMM_A1", "dimm_ce_count": "7", "dimm_ue_count": "0"}.items():
        (module / name).write_text(content)
    found = list(look(tmp_path))

    (row,) = [one for one in found if isinstance(one, Row)]
    assert dict(row.cells) == {"place": "mc0/dimm0", "label": "DIMM_A1", "corrected": 7, "uncorrected": 0}
    assert [one.value for one in found if isinstance(one, Reading)] == [7, 0]


def test_memory_that_notices_nothing_is_not_called_good(tmp_path: Path) -> None:
    with pytest.raises(NoData) as nothing:
        list(look(tmp_path))
    assert nothing.value.remedy
