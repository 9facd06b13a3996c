from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from collector.adapters.frames import at, window
from schoolwacht_collector.adapters.admission import EARLIEST_MS, LATEST_MS
from schoolwacht_collector.adapters.influxql import identifier, literal, select_marks, select_window
from schoolwacht_collector.domain.series import Window


def test_a_window_asks_for_one_field_by_all_tags() -> None:
    question = select_window(window("disk.used_percent", "d1", since=0, until=1, tags={"path": "C:\\Users"}))
    what, where = question.split(" WHERE ")
    assert what == 'SELECT "used_percent" FROM "disk"'
    assert where.startswith(f"time >= {at(0)}ms AND time < {at(1)}ms AND ")
    assert where.endswith(r""" AND "device_id" = 'd1' AND "path" = 'C:\\Users' GROUP BY *""")


def test_buckets_are_made_by_the_server() -> None:
    question = select_window(window("cpu.usage_active", None, since=0, until=60, every=5))
    assert question.startswith('SELECT last("usage_active") FROM "cpu"')
    assert question.endswith(" GROUP BY time(300000ms), * fill(none)")


def test_no_device_means_all() -> None:
    assert "device_id" not in select_window(window("cpu.usage_active", None))


def test_a_span_stays_within_the_time_that_influxdb_knows() -> None:
    assert f"time >= {EARLIEST_MS}ms AND time < {LATEST_MS + 1}ms" in select_window(Window("a.b", -(2**62), 2**62))
    assert f"time >= {EARLIEST_MS}ms" in select_marks("alert", -(2**62), 0)


@given(st.text(alphabet=st.one_of(st.sampled_from("'\"\\\n;-"), st.characters()), max_size=12))
def test_a_quoted_text_ends_only_at_its_own_quote(text: str) -> None:
    assert re.fullmatch(r"'(?:[^'\\\n]|\\.)*'", literal(text))
    assert re.fullmatch(r'"(?:[^"\\\n]|\\.)*"', identifier(text))
