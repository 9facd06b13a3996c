r"""Exported parts of the registry."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.recordings import recordings
from schoolwacht_agent.platforms.windows.registry import number_of, text_of
from schoolwacht_agent.platforms.windows.registry_export import Export, ExportedKey, parse

HEAD = "Windows Registry Editor Version 5.00\r\n\r\n"
KEY = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Acme]\r\n"
EXPORT = (
    HEAD
    + KEY
    + '@="default"\r\n'
    + '"path"="C:\\\\Acme\\\\\\"big\\" tools"\r\n'
    + '"a=b"="c=d"\r\n'
    + '"number"=dword:0000000a\r\n'
    + '"large"=hex(b):01,00,00,00,\\\r\n  01,00,00,00\r\n'
    + '"expand"=hex(2):25,00,41,00,25,00,00,00\r\n'
    + '"several"=hex(7):61,00,00,00,62,00,00,00,00,00\r\n'
    + '"bytes"=hex:de,ad,be,ef\r\n'
    + '"nul"=hex(1):61,00,00,00,62,00\r\n'
    + '"nothing"=hex(0):\r\n'
    + '"two lines"="first\r\nsecond"\r\n'
    + "; a remark\r\n"
    + '"gone"=-\r\n'
    + "\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Acme\\Sub [1]]\r\n"
    + '"x"="y" ; why\r\n'
    + "\r\n[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Old]\r\n"
)


def acme(export: Export) -> ExportedKey:
    key = export.root.child("hkey_local_machine\\Software\\ACME")
    assert key is not None
    return key


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be-bom", "utf-8", "utf-8-sig"])
def test_every_kind_of_value_is_read_in_every_encoding(encoding: str) -> None:
    data = ("\ufeff" + EXPORT).encode("utf-16-be") if encoding == "utf-16-be-bom" else EXPORT.encode(encoding)
    export = parse(data)

    assert export.gaps == []
    assert dict(acme(export).values) == {
        "": "default",
        "path": 'C:\\Acme\\"big" tools',
        "a=b": "c=d",
        "number": 10,
        "large": 0x1_0000_0001,
        "expand": "%A%",
        "several": ("a", "b"),
        "bytes": b"\xde\xad\xbe\xef",
        "nul": "a",
        "nothing": b"",
        "two lines": "first\nsecond",
    }
    assert [key.name for key in acme(export).children] == ["Sub [1]"]
    assert (export.removed, acme(export).written) == (2, None)


def test_the_old_form_has_texts_of_eight_bits() -> None:
    data = b'REGEDIT4\r\n\r\n[HKLM\\Software\\Acme]\r\n"name"="Caf\xe9"\r\n"path"=hex(2):25,41,25,00\r\n'
    key = acme(parse(data))

    assert (text_of(key, "name"), text_of(key, "path")) == ("Café", "%A%")


def test_what_is_taken_away_is_no_longer_there() -> None:
    text = HEAD + KEY + '"x"="1"\r\n"x"=-\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Acme\\Sub]\r\n"y"="1"\r\n'
    key = acme(parse((text + "[-HKEY_LOCAL_MACHINE\\software\\acme\\SUB]\r\n").encode()))

    assert (dict(key.values), list(key.children)) == ({}, [])


def test_what_makes_no_sense_is_named_and_the_rest_is_read() -> None:
    text = HEAD + '"early"="1"\r\n' + KEY + 'nonsense\r\n"bad"=dword:xyz\r\n"odd"=hex:123\r\n"good"="1"\r\n[broken\r\n'
    export = parse(text.encode())

    assert export.gaps == [
        "line 3: a value outside a key",
        "line 5: not a value",
        "line 6: not a value",
        "line 7: not a value",
        "line 9: not a key",
    ]
    assert text_of(acme(export), "good") == "1"


def test_what_reg_query_prints_is_read_too() -> None:
    text = (
        "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Acme\r\n    (Default)    REG_SZ    d\r\n"
        "    Display Name    REG_SZ    Acme  Draw\r\n"
        "    Size    REG_DWORD    0x2a\r\n"
        "    List    REG_MULTI_SZ    a\\0b\r\n    Raw    REG_BINARY    00FF\r\n    No    REG_SZ\r\n"
        "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Acme\\Sub\r\n"
    )
    export = parse(text.encode())
    key = acme(export)

    assert export.gaps == []
    assert (text_of(key, ""), text_of(key, "display name"), number_of(key, "size")) == ("d", "Acme  Draw", 42)
    assert (key.values["list"], key.values["raw"], key.values["no"]) == (("a", "b"), b"\x00\xff", "")


def test_what_other_tools_write_carelessly_is_read() -> None:
    text = HEAD + KEY + '"path"="C:\\Acme"\r\n"said"="he said "no" twice"\r\n"last"="C:\\Acme\\"\r\n"next"="1"\r\n'
    text = text.replace("\\\\", "\\")
    key = acme(parse(text.encode()))

    assert text_of(key, "path") == "C:\\Acme"
    assert text_of(key, "said") == 'he said "no" twice'
    assert text_of(key, "next") == "1"


def test_what_reg_query_of_windows_xp_prints_is_read_too() -> None:
    text = "\r\n! REG.EXE VERSION 3.0\r\n\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Acme\r\n    name\tREG_SZ\tDraw\r\n"
    export = parse(text.encode())

    assert (text_of(acme(export), "name"), export.gaps) == ("Draw", [])


def test_a_large_file_is_read_in_time() -> None:
    entry = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\K{0}]\r\n"a"=hex:{1}\r\n"b"="never closed\r\n'
    text = HEAD + "".join(entry.format(number, "00,\\\r\n  " * 20) for number in range(3_000))
    started = time.process_time()

    assert len(parse(text.encode("utf-16")).named) == 3_000
    assert time.process_time() - started < 3


def test_a_key_of_endless_depth_ends() -> None:
    assert parse((HEAD + "[HKEY_LOCAL_MACHINE" + "\\a" * 50_000 + "]\r\n").encode()).named


PIECES = st.sampled_from(
    ["[HKEY_LOCAL_MACHINE\\", "]", '"a"', "=", "hex(7):", "00,", "\\\r\n", "dword:", "\r\n", "-", "@", '"']
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES | st.text(max_size=3)).map("".join), st.sampled_from(["utf-8", "utf-16"]))
def test_rubbish_is_survived(text: str, encoding: str) -> None:
    export = parse((HEAD + text).encode(encoding, errors="replace"))

    assert all(isinstance(key.values, dict) or key.values is not None for key in export.named)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    parse(data)
    parse(EXPORT.encode("utf-16")[:400] + data)


def test_every_recording_is_read_without_a_gap() -> None:
    files = recordings("win32/registry")
    exports = [parse(file.read_bytes()) for file in files]

    assert len(files) >= 40
    assert [export.gaps for export in exports if export.gaps] == []
    assert sum(export.values for export in exports) > 5_000
