"""Pieces of a JSON document."""

from __future__ import annotations

from schoolwacht_agent.platforms.json_pieces import a_list, a_map, a_text, document, whole


def test_a_document_may_follow_a_warning() -> None:
    assert document('\ufeffWarning: old\n{"a": 1}') == {"a": 1}


def test_what_is_no_object_is_an_empty_one() -> None:
    assert [document(text) for text in ("", "[1]", "{", "{" * 100_000, '{"a":' * 50_000)] == [{}] * 5


def test_a_piece_of_another_type_is_nothing() -> None:
    assert (a_map([]), a_list({}), a_text(5), whole(True, 9), whole(10, 9), whole(-1, 9)) == (
        {},
        [],
        "",
        None,
        None,
        None,
    )
