"""The report of `powercfg /batteryreport` on Windows, as XML (`/xml`) and as the page for people.

The XML is in the namespace http://schemas.microsoft.com/battery/2012; capacities are in mWh, and a 0 there means that
the battery does not say. The name of the computer and the history of use, which tells when somebody worked, are passed
over. The page is translated by Windows, so its numbers are found by their units and their order.
"""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree as ET

from schoolwacht_agent.platforms.machine_parts import Pack
from schoolwacht_agent.platforms.pack_state import PackState, cycles, energy, health, number
from schoolwacht_agent.platforms.placeholders import told

_MOST_CHARACTERS = 16 << 20
_MOST_PACKS = 16
_LONGEST_PART = 100_000
_WIDEST = 200
_CELL = re.compile(r"<td[^>]{0,200}>([^<]{0,400}(?:<span[^>]{0,200}>[^<]{0,400}</span>[^<]{0,200})?)", re.IGNORECASE)


class NoReport(Exception):  # noqa: N818 - a state of the machine, not a failure
    """The text is no battery report."""


def parse(data: bytes) -> list[PackState]:
    """The batteries in a report of either form; raises NoReport."""
    text = _decoded(data[:_MOST_CHARACTERS])
    if re.search(r"<BatteryReport\b", text[:4096]):
        return _of_xml(text)
    if re.search(r"<html\b", text[:8192], re.IGNORECASE):
        return _of_page(text)
    raise NoReport("not_a_battery_report")


def _decoded(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if wide else "utf-8-sig", errors="replace")


def _of_xml(text: str) -> list[PackState]:
    # A document type could define entities that grow without end; a report has none.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NoReport("not_a_battery_report")
    # Only this part is wanted, and it comes before the long history: a report cut off behind it is still read.
    begin = text.find("<Batteries")
    end = text.find("</Batteries>", begin, begin + _LONGEST_PART)
    if begin < 0 or (end < 0 and not re.match(r"<Batteries[^<>]{0,200}/>", text[begin : begin + 250])):
        raise NoReport("cut_off")
    part = f"{text[begin:end]}</Batteries>" if end >= 0 else "<Batteries/>"
    try:
        root = ET.fromstring(part)  # noqa: S314 - without a document type there is no entity to expand
    except ET.ParseError as error:
        raise NoReport("broken_xml") from error
    found = [{_local(fact.tag): fact.text or "" for fact in one} for one in root if _local(one.tag) == "Battery"]
    return [_pack(facts, place) for place, facts in enumerate(found[:_MOST_PACKS])]


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _of_page(text: str) -> list[PackState]:
    """The first table with capacities, one column for each battery; its rows come in one order in every language."""
    for table in text.split("<table")[:64]:
        rows = [[_plain(cell) for cell in _CELL.findall(row)] for row in table[:200_000].split("<tr")[:64]]
        rows = [row for row in rows if len(row) > 1]
        places = [at for at, row in enumerate(rows) if any(re.search(r"\d\s*mWh", cell) for cell in row[1:])]
        if len(places) < 2 or places[1] != places[0] + 1 or places[0] < 4:  # noqa: PLR2004 - four rows before, see names
            continue
        names = ("Chemistry", "SerialNumber", "Manufacturer", "Id")
        found = []
        for column in range(1, min(len(rows[places[0]]), _MOST_PACKS + 1)):
            facts = {name: _cell(rows, places[0] - 1 - back, column) for back, name in enumerate(names)}
            facts["DesignCapacity"] = _digits(_cell(rows, places[0], column))
            facts["FullChargeCapacity"] = _digits(_cell(rows, places[1], column))
            facts["CycleCount"] = _digits(_cell(rows, places[1] + 1, column))
            found.append(facts)
        return [_pack(facts, place) for place, facts in enumerate(found)]
    return []


def _cell(rows: list[list[str]], row: int, column: int) -> str:
    return rows[row][column] if 0 <= row < len(rows) and column < len(rows[row]) else ""


def _plain(cell: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]{0,200}>", " ", cell)).split())


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)[:12]


def _pack(facts: dict[str, str], place: int) -> PackState:
    full, designed = number(facts.get("FullChargeCapacity", "")), number(facts.get("DesignCapacity", ""))
    model = told(facts.get("Id", "")[:_WIDEST]) or None
    return PackState(
        Pack(
            name=f"battery{place}",
            maker=_told(facts, "Manufacturer"),
            model=model,
            serial=_told(facts, "SerialNumber"),
            chemistry=_told(facts, "Chemistry"),
            design_mwh=energy(designed),
            full_mwh=energy(full),
            cycles=cycles(number(facts.get("CycleCount", ""))),
        ),
        health_percent=health(full, designed),
    )


def _told(facts: dict[str, str], name: str) -> str | None:
    text = facts.get(name, "")[:_WIDEST]
    return None if text.strip() in {"", "-"} else told(text) or None
