"""Products that Windows lists more than once, made one: the other entries get `hidden="twin"`.

Seen in the field: a bundle of WiX in the 32-bit list and its MSI in the 64-bit list under one name; `InstallShield_{X}`
beside `{X}`; Office by Click-to-Run once for each language; both views of a Windows of 32 bits; a program that several
people have each installed. The same name with two versions is two programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from schoolwacht_agent.platforms.program import MACHINE, Program

_LANGUAGE = re.compile(r" - [a-z]{2,3}(?:-[A-Za-z]{2,4})?(?:-[A-Z]{2})?\Z")


def folded(programs: Iterable[Program]) -> list[Program]:
    """All of them in their order, twins marked; what stays knows what only its twins knew."""
    found = list(programs)
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, program in enumerate(found):
        if program.hidden is None:
            groups.setdefault(_identity(program), []).append(index)
    for same in groups.values():
        best = min(same, key=lambda index: _rank(found[index]))
        for index in same:
            if index != best:
                found[best] = _completed(found[best], found[index])
                found[index] = replace(found[index], hidden="twin")
    _fill_from_hidden(found)
    return found


def _identity(program: Program) -> tuple[str, ...]:
    """Parts of a suite in several languages differ in the end of their name alone."""
    name = _LANGUAGE.sub("", " ".join(program.name.casefold().split()))
    return (name if _LANGUAGE.search(program.name) else program.name.casefold(), program.version.casefold())


def _rank(program: Program) -> tuple[bool, bool, bool]:
    """The machine before a person, 64 bits before 32, what says who made it before what does not."""
    return (program.scope != MACHINE, program.architecture == "x86", not program.publisher)


def _completed(best: Program, other: Program) -> Program:
    days = [day for day in (best.installed_on, other.installed_on) if day]
    return replace(
        best,
        publisher=best.publisher or other.publisher,
        size_bytes=best.size_bytes or other.size_bytes,
        upgrade_code=best.upgrade_code or other.upgrade_code,
        product_code=best.product_code or other.product_code,
        installed_on=min(days, default=None),
    )


def _fill_from_hidden(found: list[Program]) -> None:
    """A visible entry of a suite has no code; the MSI that hides behind it under the same name has."""
    codes = {_identity(one): one for one in found if one.hidden == "system_component" and one.upgrade_code}
    for index, program in enumerate(found):
        behind = codes.get(_identity(program)) if program.hidden is None and not program.upgrade_code else None
        if behind:
            found[index] = replace(program, upgrade_code=behind.upgrade_code, product_code=behind.product_code)
