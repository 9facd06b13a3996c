"""The state of every machine in three lists: end of support, Windows 11, protection. Not known is never good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cells
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.entrypoints.console.facts.cells import written
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.entrypoints.console.views.protection import Protection, protection_of
from schoolwacht_collector.entrypoints.console.views.rooms import natural

SOON = timedelta(days=365)
"""An end of support nearer than this is a thing for the next budget."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: its words, how they are coloured (urgent, warning, ok or not at all), and more in small."""

    text: str
    kind: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One machine. `state` is one of the look's states."""

    device: Device
    state: str
    cells: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Look:
    """One of the lists. `states` are in the order of the list, the worst first; `kinds` are their colours."""

    columns: Sequence[Message]
    states: Mapping[str, Message]
    kinds: Mapping[str, str]
    worst: frozenset[str]
    lines: Callable[[Books, Sequence[Device], Speech, date], Iterable[Line]]


def lines_of(look: Look, books: Books, speech: Speech, today: date) -> list[Line]:
    """Every machine in use, the worst first."""
    active = [one for one in books.devices.all() if one.state is DeviceState.ACTIVE]
    order = list(look.states)
    return sorted(
        look.lines(books, active, speech, today),
        key=lambda line: (
            order.index(line.state), natural(line.device.site), natural(line.device.room), natural(line.device.host),
        ),
    )  # fmt: skip


def _by_device(books: Books, table: str) -> dict[str, Cells]:
    return {fact.device_id: fact.cells for fact in books.facts.current(table)}


def _system(device: Device, os: Cells) -> str:
    return f"{os.get('name') or ''} {os.get('version') or ''}".strip() or device.operating_system


def _systems(books: Books, devices: Sequence[Device], speech: Speech, today: date) -> Iterable[Line]:
    dates, systems = _by_device(books, "support_dates"), _by_device(books, "os")
    for device in devices:
        found = dates.get(device.device_id, {})
        state = _support(found, today)
        until = written("support_dates", "ends", found.get("ends"), speech.wording)
        longer = written("support_dates", "longer", found.get("longer"), speech.wording)
        more = f"{found.get('longer_by')}: {longer}" if found.get("longer_by") and longer else ""
        cells = (
            Shown(_system(device, systems.get(device.device_id, {})), more=str(found.get("release") or "")),
            Shown(speech.say(SYSTEMS.states[state]), SYSTEMS.kinds.get(state, "")),
            Shown(until, more=more),
        )
        yield Line(device, state, cells)


def _support(found: Cells, today: date) -> str:
    state = str(found.get("state") or "unknown")
    if state in {"supported", "longer"}:
        last = found.get("longer") if state == "longer" else found.get("ends")
        try:
            left = date.fromisoformat(str(last)[:10]) - today
        except ValueError:
            return state
        if left < timedelta(0):
            return "ended"
        return "soon" if state == "supported" and left < SOON else state
    return state if state in SYSTEMS.states else "unknown"


def _windows11(books: Books, devices: Sequence[Device], speech: Speech, today: date) -> Iterable[Line]:
    del today
    answers, systems = _by_device(books, "windows11"), _by_device(books, "os")
    machines = _by_device(books, "hardware")
    for device in devices:
        found, machine = answers.get(device.device_id, {}), machines.get(device.device_id, {})
        state = str(found.get("readiness") or "unheard")
        state = state if state in WINDOWS11.states else "unknown"
        cells = (
            Shown(_system(device, systems.get(device.device_id, {}))),
            Shown(speech.say(WINDOWS11.states[state]), WINDOWS11.kinds.get(state, "")),
            Shown(written("windows11", "reasons", found.get("reasons"), speech.wording)),
            Shown(
                f"{machine.get('maker') or ''} {machine.get('model') or ''}".strip(), more=str(machine.get("cpu") or "")
            ),
        )
        yield Line(device, state, cells)


def _security(books: Books, devices: Sequence[Device], speech: Speech, today: date) -> Iterable[Line]:
    del today
    words = _once(speech)
    protected, told = _by_device(books, "security"), books.facts.told("antivirus")
    scanners: dict[str, list[Cells]] = {}
    for fact in books.facts.current("antivirus"):
        scanners.setdefault(fact.device_id, []).append(fact.cells)
    for device in devices:
        mine = scanners.get(device.device_id, []) if device.device_id in told else None
        found = protection_of(device, protected.get(device.device_id, {}), mine)
        yield Line(device, found.state, _protection_cells(found, words))


def _once(speech: Speech) -> Callable[[Message], str]:
    """Says a message without values; the same few words for a thousand machines are looked up once."""
    known: dict[str, str] = {}

    def said(message: Message) -> str:
        if message.template not in known:
            known[message.template] = speech.say(message)
        return known[message.template]

    return said


def _protection_cells(found: Protection, words: Callable[[Message], str]) -> tuple[Shown, ...]:
    def shown(part: str) -> Shown:
        one = found.parts[part]
        return Shown(words(one.word), one.kind, one.more)

    count = found.administrators
    return (*map(shown, ("antivirus", "firewall", "encryption")), Shown("?" if count is None else str(count)))


SYSTEMS = Look(
    (say("Operating system"), say("Support"), say("Until")),
    {
        "ended": say("has ended"),
        "longer": say("only with longer support"),
        "soon": say("ends within a year"),
        "unknown": say("not known"),
        "no_date": say("supported, no end named"),
        "supported": say("supported"),
        "rolling": say("renewed all the time"),
    },
    {"ended": "urgent", "longer": "warning", "soon": "warning", "supported": "ok", "rolling": "ok"},
    frozenset({"ended"}),
    _systems,
)
WINDOWS11 = Look(
    (say("Operating system"), say("Windows 11"), say("What is missing"), say("Model")),
    {
        "replacement": say("cannot run it"),
        "upgrade": say("memory or disk must be larger"),
        "setting": say("a setting must be changed"),
        "unknown": say("not known"),
        "ready": say("ready"),
        "unheard": say("not told"),
    },
    {"replacement": "urgent", "upgrade": "warning", "setting": "warning", "ready": "ok"},
    frozenset({"replacement"}),
    _windows11,
)
SECURITY = Look(
    (say("Virus scanner"), say("Firewall"), say("Encryption"), say("Administrators")),
    {
        "attention": say("asks for attention"),
        "unknown": say("not all known"),
        "ok": say("protected"),
    },
    {"attention": "warning", "ok": "ok"},
    frozenset({"attention"}),
    _security,
)
LOOKS: Mapping[str, Look] = {"systems": SYSTEMS, "windows11": WINDOWS11, "security": SECURITY}
