"""Which processors Windows 11 supports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.windows11_cpus import supported


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", "yes"),
        ("Intel(R) Core(TM) i7-7700 CPU @ 3.60GHz", "no"),
        ("Intel(R) Core(TM) i5-1035G1 CPU @ 1.00GHz", "yes"),
        ("12th Gen Intel(R) Core(TM) i3-1215U", "yes"),
        ("Intel(R) Core(TM) i5 CPU       M 430  @ 2.27GHz", "no"),
        ("Intel(R) Core(TM)2 Duo CPU     E8400  @ 3.00GHz", "no"),
        ("Intel(R) Core(TM) Ultra 7 155H", "yes"),
        ("Intel(R) N100", "yes"),
        ("Intel(R) Celeron(R) N4020 CPU @ 1.10GHz", "yes"),
        ("Intel(R) Celeron(R) CPU N3350 @ 1.10GHz", "no"),
        ("AMD Ryzen 5 2600 Six-Core Processor", "yes"),
        ("AMD Ryzen 5 2500U with Radeon Vega Mobile Gfx", "no"),
        ("AMD Ryzen 5 PRO 4650U with Radeon Graphics", "yes"),
        ("AMD Ryzen 7 1700 Eight-Core Processor", "no"),
        ("AMD A6-9225 RADEON R4, 5 COMPUTE CORES 2C+3G", "no"),
        ("QEMU Virtual CPU version 2.5+", "unknown"),
        ("Something New 9000", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_name_is_judged(name: str | None, answer: str) -> None:
    assert supported(name) == answer


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert supported(text) in {"yes", "no", "unknown"}
