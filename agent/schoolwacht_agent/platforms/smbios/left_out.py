"""Which structures add nothing to the whole computer, and why, in codes; for the report on recordings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple

from schoolwacht_agent.platforms.smbios import whole
from schoolwacht_agent.platforms.smbios.facts import (
    Board,
    Chassis,
    Fact,
    Firmware,
    MemoryArray,
    MemoryDevice,
    OldModule,
    PortableBattery,
    Socket,
    Supply,
    System,
    Tpm,
)

_ONE_OF_A_KIND = (Firmware, System, Chassis, Tpm)


def reasons(facts: Sequence[Fact]) -> list[str | None]:
    """For each fact the reason why it is left out, or None where it counts."""
    context = _Context(facts)
    return [next(context.against(fact), None) for fact in facts]


class _Context:
    """What must be known of all structures to judge one."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._virtual = bool(whole.assemble(facts).virtual)
        self._has_slots = any(isinstance(fact, MemoryDevice) for fact in facts)
        self._arrays = {fact.handle: fact for fact in facts if isinstance(fact, MemoryArray)}
        self._board = whole.main_board(facts)
        self._seen: set[type] = set()

    def against(self, fact: Fact) -> Iterator[str]:
        if isinstance(fact, Board) and fact is not self._board:
            yield "further_board"
        if isinstance(fact, _ONE_OF_A_KIND) and type(fact) in self._seen:
            yield "told_already"
        self._seen.add(type(fact))
        if isinstance(fact, Socket):
            if not fact.populated:
                yield "empty_socket"
            if not fact.central:
                yield "no_central_processor"
        elif isinstance(fact, PortableBattery | Supply):
            if not whole.any_name(fact):
                yield "placeholder"
        elif isinstance(fact, MemoryArray | MemoryDevice | OldModule):
            yield from self._against_memory(fact)
        elif not any(_says(value) for value in astuple(fact)):
            yield "placeholder"

    def _against_memory(self, fact: MemoryArray | MemoryDevice | OldModule) -> Iterator[str]:
        if isinstance(fact, MemoryArray):
            if not fact.system:
                yield "no_system_memory"
            return
        if isinstance(fact, MemoryDevice) and not whole.works(fact, self._arrays):
            yield "no_system_memory"
        if isinstance(fact, OldModule) and self._has_slots:
            yield "told_better_elsewhere"
        if self._virtual and fact.size == 0:
            yield "slot_of_virtual_machine"


def _says(value: object) -> bool:
    """Whether a value tells something; that nothing is so (False) tells nothing here."""
    return whole.clean(value) is not None if isinstance(value, str) else bool(value)
