from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.token_string import BadToken, Token

CERTIFICATE = b"\x30\x82" + bytes(range(200))
TOKEN = Token(("collector.school.be:7444",), ("collector.school.be:7443", "[2001:db8::1]:7443"), "secret", CERTIFICATE)


def made_of(**parts: object) -> str:
    whole: dict[str, object] = {"a": ["h:1"], "p": ["h:2"], "s": "x", "c": b64(CERTIFICATE), **parts}
    return "swt1." + b64(json.dumps({name: value for name, value in whole.items() if value is not None}).encode())


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def test_a_token_comes_back_whole() -> None:
    assert Token.parse(TOKEN.text()) == TOKEN


def test_line_breaks_and_quotes_of_a_mail_are_forgiven() -> None:
    text = TOKEN.text()
    assert Token.parse(f' "{text[:70]}\r\n{text[70:]}" \n') == TOKEN


@pytest.mark.parametrize("missing", [1, 2, 3, 7, 50, 200])
def test_a_token_cut_short_says_so(missing: int) -> None:
    with pytest.raises(BadToken, match=r"copy the whole line|token misses"):
        Token.parse(TOKEN.text()[:-missing])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no token"),
        ("hunter2", "begins with 'swt1.'"),
        ("swt2.abc", "begins with 'swt1.'"),
        ("swt1.", "cut short"),
        ("swt1.!!!!", "cut short or mistyped"),
        ("swt1." + "A" * 20_000, "too long"),
        ("swt1." + b64(b"[1, 2]"), "mistyped"),
        ("swt1." + b64(b"[" * 5000), "mistyped"),
        (made_of(s=None), "misses a part"),
        (made_of(s=""), "no secret"),
        (made_of(s=5), "no secret"),
        (made_of(a=[]), "names no collector"),
        (made_of(a=["h:1"] * 9), "names no collector"),
        (made_of(p=["no port"]), "is no address"),
        (made_of(p=["h:70000"]), "is no address"),
        (made_of(p=["unix:/tmp/x:1"]), "is no address"),
        (made_of(c=b64(b"not a certificate")), "no certificate"),
        (made_of(c=7), "misses a part"),
    ],
)
def test_what_is_no_token_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(BadToken, match=says):
        Token.parse(text)


@given(st.text() | st.binary().map(lambda content: "swt1." + b64(content)))
def test_nothing_typed_makes_a_crash(text: str) -> None:
    with pytest.raises(BadToken):
        Token.parse(text)


@given(st.text(min_size=1), st.binary(min_size=1))
def test_every_token_we_make_can_be_read(secret: str, certificate: bytes) -> None:
    token = Token(("a:1",), ("b:2",), secret, b"\x30" + certificate)
    assert Token.parse(token.text()) == token


def test_a_token_does_not_print_its_secret() -> None:
    assert "secret" not in repr(TOKEN)
