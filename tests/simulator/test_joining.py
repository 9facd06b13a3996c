from __future__ import annotations

import json

import pytest

from schoolwacht_simulator.joining import BadToken, Token, read_tokens
from simulator.fake_collector import FakeCollector, Issuer


@pytest.fixture(scope="module")
def text() -> str:
    return FakeCollector(Issuer(), address="collector:7444").token_text


def test_a_token_says_where_to_join_and_hides_its_secret(text: str) -> None:
    token = Token.parse(f"  {text}\n")
    assert (token.enrol, token.push, token.secret) == (("collector:7444",), ("collector:7444",), "secret")
    assert token.server_ca.startswith("-----BEGIN CERTIFICATE-----")
    assert "secret" not in repr(token)


def test_what_is_no_token_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadToken, match=r"begins with 'swt1\.'"):
        Token.parse("hello")


@pytest.mark.parametrize("length", [6, 40, 100])
def test_a_token_that_was_cut_short_is_refused_with_a_sentence(text: str, length: int) -> None:
    with pytest.raises(BadToken, match="make a new one"):
        Token.parse(text[:length])


def test_a_file_of_tokens_names_places(text: str) -> None:
    assert list(read_tokens(json.dumps({"site|room|shared": text}))) == ["site|room|shared"]


@pytest.mark.parametrize("file", ["", "[]", "5", "{", '{"*": 5}', '{"*": null}'])
def test_a_file_that_is_none_is_refused_with_a_sentence(file: str) -> None:
    with pytest.raises(BadToken, match="file of tokens should be JSON"):
        read_tokens(file)


def test_a_bad_token_in_a_file_says_what_is_wrong_with_it() -> None:
    with pytest.raises(BadToken, match="copy the whole line"):
        read_tokens('{"*": "hello"}')
