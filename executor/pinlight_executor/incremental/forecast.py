"""Which blocks a run will have to execute, told beforehand: so that a block is not started before what it will need."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

from .copies import Copies
from .island import Binding, Island
from .record import FILE
from .scope import Scope

if TYPE_CHECKING:
    from .cell import Cell


class NoPlan(Exception):
    """A value is of the past and what made it is not known any more: the document runs from the top."""


class Forecast:
    """A walk over the document without running anything."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies

    def extend(self, cells: list[Cell], dirty: set[int]) -> dict[int, int]:
        """Adds to `dirty`, the places of blocks that will run, those that must run for them.

        Returns which block each of the added ones runs for. Values that can be copied back are. Raises NoPlan.
        """
        places = {id(cell.record): place for place, cell in enumerate(cells) if cell.record is not None}
        added: dict[int, int] = {}
        while self._one_round(cells, dirty, places, added):
            pass
        return added

    def _one_round(self, cells: list[Cell], dirty: set[int], places: dict[int, int], added: dict[int, int]) -> bool:
        """True when something changed, so that all that follows has to be looked at again."""
        scope = Scope()
        pending = Island(None)
        for place, cell in enumerate(cells):
            record = cell.record
            if record is not None and place not in dirty and not (record.consumed and _lost_its_islands(record.consumed, scope)):
                record.apply(scope)
                continue
            for name in self.likely_reads(cell, scope):
                binding = scope.get(name)
                island = binding.island if binding is not None else None
                if island is None or island is pending or island.valid:
                    continue
                producer = places.get(id(island.producer))
                if producer is None:
                    raise NoPlan
                if producer in dirty:
                    continue
                if not self._copies.restore(island):
                    dirty.add(producer)
                    added[producer] = place
                return True
            if record is None:
                for name in cell.names.stores:
                    scope.bind(name, Binding(None, b"", pending))
                continue
            record.apply(scope)
            for name, binding in [*record.binds.items(), *record.state_binds.items()]:
                scope.bind(name, Binding(binding.value, binding.digest, pending if binding.island else None))
        return False

    def likely_reads(self, cell: Cell, scope: Scope) -> set[str]:
        """By the block's syntax, by what it read last time, and by the functions and classes it names."""
        names = set(cell.names.loads)
        if cell.record is not None:
            names |= cell.record.reads.keys()
            names |= {name for name in cell.record.state_reads if name.startswith(FILE)}
        todo, seen = list(names), set()
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            binding = scope.get(name)
            if binding is None:
                continue
            for code in _codes_of(binding.value):
                for one in code.co_names:
                    if one in scope and one not in names:
                        names.add(one)
                        todo.append(one)
        return names


def _lost_its_islands(consumed: dict[int, frozenset[str]], scope: Scope) -> bool:
    for number, names in consumed.items():
        for name in names:
            binding = scope.get(name)
            if binding is None or binding.island is None or binding.island.number != number:
                return True
    return False


def _codes_of(value: object) -> list[types.CodeType]:
    if isinstance(value, types.FunctionType):
        todo = [value.__code__]
    else:
        cls = value if isinstance(value, type) else type(value)
        if cls.__module__ != "__main__":
            return []
        todo = [part.__code__ for part in vars(cls).values() if isinstance(part, types.FunctionType)]
    found = []
    while todo:
        code = todo.pop()
        found.append(code)
        todo += [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return found
