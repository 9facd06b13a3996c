"""Programs: every one that some machine has, and which machines those are."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Installed, Program
from schoolwacht_collector.entrypoints.api.devices import Words
from schoolwacht_collector.entrypoints.api.gate import Reader
from schoolwacht_collector.entrypoints.api.listing import AsWanted, Cut, add_list
from schoolwacht_collector.entrypoints.api.models.answer import LARGEST
from schoolwacht_collector.entrypoints.api.models.licences import InstallLine, ProgramLine
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given

router = APIRouter(prefix="/software", tags=["software"])

_VERSIONS = 10
Number = Annotated[int, Path(ge=1, le=LARGEST, description="Number of the program.", examples=[118])]


@add_list(router, "", ProgramLine, "listSoftware", "Every program that some machine has")
def list_software(given: Given, caller: Reader, wanted: AsWanted, q: Words = "") -> Response:
    """By name, with how many devices in use have it."""
    words = q.casefold().split()

    def work(books: Books) -> Cut[ProgramLine]:
        programs = [p for p in books.facts.programs() if all(w in f"{p.name} {p.publisher}".casefold() for w in words)]
        cut = wanted.cut(programs, lambda one: (one.name.casefold(), one.name, one.publisher, one.number))
        standing: defaultdict[int, list[Installed]] = defaultdict(list)
        for installed in books.facts.installed([one.number for one in cut.items]) if cut.items else ():
            standing[installed.program].append(installed)
        return cut.of(lambda one: _program(one, standing[one.number]))

    columns = ("name", "publisher", "devices", "versions")
    return wanted.answer(given.read(caller, work), "software", columns)


def _program(program: Program, standing: list[Installed]) -> ProgramLine:
    return ProgramLine(
        number=program.number,
        name=program.name,
        publisher=program.publisher,
        devices=len({one.device_id for one in standing}),
        versions=sorted({one.version for one in standing})[:_VERSIONS],
    )


@add_list(router, "/{number}/installs", InstallLine, "listInstallsOfProgram", "Where a program stands")
def list_installs(number: Number, given: Given, caller: Reader, wanted: AsWanted) -> Response:
    """By site, room and host."""

    def work(books: Books) -> Cut[InstallLine]:
        program = next((one for one in books.facts.programs() if one.number == number), None)
        if program is None:
            raise Problem("not-found", f"there is no program {number}; the list of programs shows their numbers")
        found = books.facts.installed([number])
        cut = wanted.cut(found, lambda one: (one.site, one.room, one.host, one.device_id, one.version))
        return cut.of(lambda one: _install(one, program.name))

    columns = ("host", "site", "room", "name", "version", "device_id")
    return wanted.answer(given.read(caller, work), "installs", columns)


def _install(one: Installed, name: str) -> InstallLine:
    places = {field: getattr(one, field) for field in ("device_id", "host", "site", "room", "version")}
    return InstallLine(**places, name=name)
