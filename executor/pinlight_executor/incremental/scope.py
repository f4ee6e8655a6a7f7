"""What every name is bound to at one point of the document, with what has to be looked up quickly."""

from __future__ import annotations

from typing import AbstractSet

from .island import Binding


class Scope(dict[str, Binding]):
    """Names to bindings, hidden names among them. `builtins`: names whose binding hides a builtin.

    `islands`: number to the names on it; `shadowing`: the names that hide a builtin; `process`: slots that a block bound.
    """

    __slots__ = ("islands", "shadowing", "process", "_builtins")

    def __init__(self, builtins: AbstractSet[str] = frozenset()) -> None:
        self._builtins = builtins
        self.islands: dict[int, set[str]] = {}
        self.shadowing: set[str] = set()
        self.process: dict[str, Binding] = {}

    def bind(self, name: str, binding: Binding) -> None:
        old = self.get(name)
        if old is not None and old.island is not None:
            self.islands[old.island.number].discard(name)
        self[name] = binding
        if binding.island is not None:
            self.islands.setdefault(binding.island.number, set()).add(name)
        if name in self._builtins:
            self.shadowing.add(name)
        if name[0] == "$":
            self.process[name] = binding

    def drop(self, name: str) -> None:
        old = self.pop(name, None)
        if old is not None and old.island is not None:
            self.islands[old.island.number].discard(name)
        self.shadowing.discard(name)
