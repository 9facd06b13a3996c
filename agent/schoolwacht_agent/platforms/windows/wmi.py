"""Asks Windows Management Instrumentation: one query at a time, each with a time limit of its own.

WMI breaks and hangs on real machines (a damaged repository, a provider that waits for a dead disk). So every query runs
in a thread that may be left behind; the child of a survey ends soon and takes it along. Late-bound automation objects
are used as "Scripting API for WMI" documents them, with the few calls that Wine knows too. Never asks `Win32_Product`:
that starts repairs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from threading import Thread
from typing import Any

from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows.wmi_value import Row, Value, plain

CIMV2 = r"root\cimv2"
STORAGE = r"root\Microsoft\Windows\Storage"
TPM = r"root\cimv2\Security\MicrosoftTpm"
ENCRYPTION = r"root\cimv2\Security\MicrosoftVolumeEncryption"
SECURITY_CENTER = r"root\SecurityCenter2"
DEFENDER = r"root\Microsoft\Windows\Defender"
DRIVERS = r"root\wmi"
NETWORK = r"root\StandardCimv2"
HYPER_V = r"root\virtualization\v2"

SECONDS = 20.0
_MOST_ROWS = 5000
_MOST_LEFT = 3
_REFUSED = {
    0x80041003: "no_access",
    0x80070005: "no_access",
    0x8004100E: "no_namespace",
    0x80041010: "no_class",
    0x80041002: "no_class",
    0x8004100C: "not_supported",
    0x80041017: "bad_query",
    0x80041064: "no_access",
    0x800706BA: "not_started",
    0x80080005: "not_started",
    0x80070422: "not_started",
}
"""HRESULTs of WMI (WbemErrorEnum) and COM; all others are told as `failed`."""

_left: list[Thread] = []
Connect = Callable[[str], Any]


def rows(
    wmi_class: str,
    columns: Sequence[str],
    namespace: str = CIMV2,
    where: str = "",
    *,
    seconds: float = SECONDS,
    connect: Connect | None = None,
) -> list[dict[str, Value]]:
    """The instances of a class with these properties of each; raises NoAnswer with a code.

    Codes: not_windows, no_namespace, no_class, no_access, not_supported (no driver answers for
    it: the machine has no such part), not_started, timed_out, bad_query, failed.
    """
    door = connect or _door()
    _left[:] = [thread for thread in _left if thread.is_alive()]
    if len(_left) >= _MOST_LEFT:
        raise NoAnswer("timed_out")
    said: list[list[dict[str, Value]] | str] = []
    thread = Thread(
        target=lambda: said.append(_asked(door, wmi_class, columns, namespace, where)),
        name=f"wmi {wmi_class}",
        daemon=True,
    )
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        _left.append(thread)
        raise NoAnswer("timed_out")
    answer = said[0] if said else "failed"
    if isinstance(answer, str):
        raise NoAnswer(answer)
    return answer


def tried(wmi_class: str, columns: Sequence[str], namespace: str = CIMV2, where: str = "") -> list[Row] | None:
    """The same, with None where WMI gives no answer: for what one can live without."""
    try:
        return list(rows(wmi_class, columns, namespace, where))
    except NoAnswer:
        return None


def _door() -> Connect:
    if sys.platform == "win32":
        return _connected
    raise NoAnswer("not_windows")


def _connected(namespace: str) -> Any:  # noqa: ANN401 - an automation object
    # Volumes and the TPM answer only where nobody can listen in.
    moniker = rf"winmgmts:{{impersonationLevel=impersonate,authenticationLevel=pktPrivacy}}!\\.\{namespace}"
    return import_module("win32com.client").GetObject(moniker)


@contextmanager
def _apartment() -> Iterator[None]:
    """COM, switched on for this thread."""
    com: Any = import_module("pythoncom") if sys.platform == "win32" else None
    if com is not None:
        com.CoInitialize()
    try:
        yield
    finally:
        if com is not None:
            com.CoUninitialize()


def _asked(
    door: Connect, wmi_class: str, columns: Sequence[str], namespace: str, where: str
) -> list[dict[str, Value]] | str:
    """The rows, or the code of what went wrong: an exception would end its way in this thread."""
    try:
        with _apartment():
            # In a function of its own, so that no object outlives COM.
            return _answered(door, wmi_class, columns, namespace, where)
    except Exception as error:  # noqa: BLE001 - COM itself does not start
        return code(error)


def _answered(
    door: Connect, wmi_class: str, columns: Sequence[str], namespace: str, where: str
) -> list[dict[str, Value]] | str:
    query = f"SELECT {','.join(columns)} FROM {wmi_class}"  # noqa: S608 - WQL, of names in this source
    try:
        service = door(namespace)
        return _read(service, f"{query} WHERE {where}" if where else query, wmi_class, columns)
    except Exception as error:  # noqa: BLE001 - com_error, which only Windows can name
        word = code(error)
    if word != "bad_query":
        return word
    try:
        # An older Windows lacks a property, or a provider the condition: readers choose by themselves too.
        return _read(service, f"SELECT * FROM {wmi_class}", wmi_class, columns)  # noqa: S608 - the same
    except Exception as error:  # noqa: BLE001 - the same
        return code(error)


def _read(service: Any, query: str, wmi_class: str, columns: Sequence[str]) -> list[dict[str, Value]]:  # noqa: ANN401 - automation
    found = service.ExecQuery(query)
    count = min(int(found.Count), _MOST_ROWS)
    if not count:
        service.Get(wmi_class)  # raises when there is no such class, which Wine tells as an empty answer
    return [row for index in range(count) if (row := _row(found, index, columns))]


def _row(found: Any, index: int, columns: Sequence[str]) -> dict[str, Value]:  # noqa: ANN401 - automation
    row: dict[str, Value] = {}
    try:
        properties = found.ItemIndex(index).Properties_
    except Exception:  # noqa: BLE001 - an instance that went away meanwhile
        return row
    for name in columns:
        try:
            value = plain(properties.Item(name).Value)
        except Exception:  # noqa: BLE001, S112 - one property that breaks leaves the others
            continue
        if value is not None and value != "":
            row[name] = value
    return row


def code(error: Exception) -> str:
    """The word for an error of COM: its own number, or the one that WMI put into the details."""
    numbers = [getattr(error, "hresult", None)]
    details = getattr(error, "excepinfo", None)
    if isinstance(details, tuple) and details:
        numbers.append(details[-1])
    for number in numbers:
        if isinstance(number, int) and (word := _REFUSED.get(number & 0xFFFFFFFF)):
            return word
    return "failed"
