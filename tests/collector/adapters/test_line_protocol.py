from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.adapters.frames import MONDAY_MS, PC, SYSTEM, disk, frame
from schoolwacht_collector.adapters.line_protocol import decimal_text, head, lines_of
from schoolwacht_collector.adapters.tag_text import clean_tag, clean_text
from schoolwacht_collector.domain.series import Frame, Mark, Origin, Shape

NASTY = st.text(alphabet=st.one_of(st.sampled_from("\\\\,= \"'\n\r\t\0#i"), st.characters()), max_size=12)
NAMES = NASTY.map(clean_tag).filter(lambda name: name and not name.startswith("#"))


def split(text: str, separator: str) -> list[str]:
    """Splits as the server's scanner does: at a separator that no backslash precedes."""
    return re.split(rf"(?<!\\){re.escape(separator)}", text)


def unescape(text: str) -> str:
    return re.sub(r"\\([,= ])", r"\1", text)


def read_head(text: str) -> tuple[str, dict[str, str]]:
    measurement, *tags = split(text, ",")
    pairs = [split(tag, "=") for tag in tags]
    assert all(len(pair) == 2 for pair in pairs), pairs
    return unescape(measurement), {unescape(key): unescape(value) for key, value in pairs}


def test_a_frame_is_a_line_for_each_shape_with_the_collectors_tags() -> None:
    shape = Shape("mem", (), ("total", "used_percent"), (0, 2))
    ours = f"device_id={PC.device_id},host=pc-12,room=lok-12,site=Kerkstraat"
    assert [line.text for line in lines_of([frame(1234, 8, -5, shapes=(SYSTEM, shape))])] == [
        f"cpu,cpu=cpu-total,{ours} usage_active=12.34 {MONDAY_MS}",
        f"mem,{ours} total=8i,used_percent=-0.05 {MONDAY_MS}",
    ]


def test_an_agents_claim_to_be_another_host_is_overruled() -> None:
    (line,) = lines_of([frame(1, shapes=(Shape("cpu", (("host", "srv-1"),), ("usage_active",), (2,)),))])
    assert ",host=pc-12," in line.text
    assert "srv-1" not in line.text


def test_empty_tags_are_left_out() -> None:
    (line,) = lines_of([frame(1, origin=Origin("id", "pc", "", ""))])
    assert line.text.startswith("cpu,cpu=cpu-total,device_id=id,host=pc usage_active=")


def test_a_mark_has_its_own_tags_and_typed_fields() -> None:
    mark = Mark("alert", {"rule": "disk full"}, {"state": 'a "quoted" \\ path', "value": 97.5, "count": 3}, 5)
    (line,) = lines_of([mark])
    assert line.text == r'alert,rule=disk\ full count=3i,state="a \"quoted\" \\ path",value=97.5 5'


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        (9723, 2, "97.23"),
        (5, 2, "0.05"),
        (-5, 2, "-0.05"),
        (0, 1, "0.0"),
        (100, 2, "1.00"),
        (-(2**63), 18, "-9.223372036854775808"),
    ],
)
def test_decimals_are_written_from_the_integer(number: int, decimals: int, text: str) -> None:
    assert decimal_text(number, decimals) == text


@given(st.integers(-(2**63), 2**63 - 1), st.integers(1, 18))
def test_a_decimal_reads_back_as_the_nearest_number(number: int, decimals: int) -> None:
    assert float(decimal_text(number, decimals)) == number / 10**decimals


@given(NAMES, st.dictionaries(NAMES, NASTY, max_size=4))
def test_names_and_tags_survive_the_way_there_and_back(measurement: str, tags: dict[str, str]) -> None:
    kept = {key: clean_tag(value) for key, value in tags.items() if clean_tag(value)}
    assert read_head(head(measurement, tags)) == (measurement, kept)


@given(NAMES, st.dictionaries(NAMES, NASTY, max_size=4))
def test_a_head_ends_where_its_own_space_says_so(measurement: str, tags: dict[str, str]) -> None:
    line = f"{head(measurement, tags)} v=1i 5"
    assert len(line.splitlines()) == 1
    assert split(line, " ")[1:] == ["v=1i", "5"]


@given(NASTY)
def test_text_fields_survive_the_way_there_and_back(text: str) -> None:
    (line,) = lines_of([Mark("event", {}, {"text": text}, 5)])
    found = re.fullmatch(r'event text="((?:[^"\\]|\\.)*)" 5', line.text)
    assert found
    assert re.sub(r"\\(.)", r"\1", found[1]) == clean_text(text)


@pytest.mark.parametrize("name", ["", "#comment", "a\nb", "a\\", "a\0"])
def test_a_name_that_cannot_be_written_is_an_error_not_a_line(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a name"):
        head(name, {})
    with pytest.raises(ValueError, match="cannot be a name"):
        head("m", {name: "x"})
    with pytest.raises(ValueError, match="cannot be a name"):
        [*lines_of([frame(1, shapes=(Shape("m", (), (name,), (0,)),))])]


def test_a_line_leads_back_to_its_point() -> None:
    entry = frame(1, 2, 3, shapes=(SYSTEM, disk("/", "free", "used")))
    points = [line.point for line in lines_of([entry, Mark("alert", {}, {"v": 1}, 5)])]
    assert [point.numbers for point in points if isinstance(point, Frame)] == [(1,), (2, 3)]
    assert points[2] == Mark("alert", {}, {"v": 1}, 5)


def test_lines_of_one_kind_have_the_same_fields_and_types() -> None:
    whole, part = disk("/", decimals=0), disk("/", decimals=2)
    kinds = [line.kind for line in lines_of([frame(1, 2, 3, shapes=(whole, part, disk("/home", decimals=0)))])]
    assert kinds[0] == kinds[2] != kinds[1]
