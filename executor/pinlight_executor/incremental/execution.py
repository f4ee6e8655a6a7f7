"""One block's run from the engine's side: the process is put into the state before it, and what it reads is noted."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from .island import Binding, Island
from .namespace import Namespace
from .record import BOOK, MODULE, is_hidden
from .rules import Rules
from .world import name_of


class Again(BaseException):
    """A value that the block reads is of the past no longer: what made it must run again first."""


class Execution:
    """The reads of one block. `needed`: islands whose producers have to run again before this block can; `refused`: why
    no run of it in this way counts.
    """

    def __init__(self, scope: dict[str, Binding], namespace: Namespace, rules: Rules) -> None:
        self._scope, self._namespace, self._rules = scope, namespace, rules
        self.reads: dict[str, Binding] = {}
        self.absent: set[str] = set()
        self.needed: list[Island] = []
        self.refused: str | None = None
        self.all_names = False

    def find(self, name: str) -> Any:
        """The trap asks. Raises KeyError for a name that is not bound, and Again."""
        if is_hidden(name):
            raise KeyError(name)
        binding = self._scope.get(name)
        if binding is None or name in self.reads:
            # Read before and not there any more: the block has deleted it.
            if binding is None:
                self.absent.add(name)
            raise KeyError(name)
        self.note(name, binding)
        return binding.value

    def find_all(self) -> dict[str, Any]:
        """Every name, in the order of definition; without those that the block has deleted."""
        self.all_names = True
        found = {}
        scope = self._namespace.globals
        for name, binding in list(self._scope.items()):
            if is_hidden(name) or (name in self.reads and name not in scope):
                continue
            self.note(name, binding)
            found[name] = binding.value
        return found

    def knows_book(self) -> bool:
        """Whether an earlier block had a book on warnings made."""
        self.note_hidden(BOOK)
        return BOOK in self.reads

    def is_bound(self, value: Any) -> bool:
        """Whether a name that the block has not touched is bound to this object. Raises Again."""
        scope = self._namespace.globals
        for name, binding in self._scope.items():
            if binding.value is value and name not in scope and name not in self.reads and not is_hidden(name):
                self.note(name, binding)
                scope[name] = value
                return True
        # It depends on what other names there are.
        self.all_names = True
        return False

    def note_hidden(self, name: str) -> None:
        """A module or the open figures are asked for. Raises Again."""
        binding = self._scope.get(name)
        if binding is None:
            self.absent.add(name)
        else:
            self.note(name, binding)

    def note(self, name: str, binding: Binding) -> None:
        if name in self.reads:
            return
        self.reads[name] = binding
        if isinstance(binding.value, ModuleType):
            self._note_submodules(binding.value)
        island = binding.island
        if island is not None and not island.valid and self._rules.future:
            self.needed.append(island)
            raise Again

    def _note_submodules(self, package: ModuleType) -> None:
        """Through a package of the workspace, the submodules that are loaded can be reached."""
        name = MODULE + name_of(package)
        if name in self._scope:
            for other in [one for one in self._scope if one.startswith(name + ".")]:
                self.note(other, self._scope[other])

    def invalidate(self) -> None:
        """The block was cut short: whatever it could have changed is not what it was."""
        for binding in self.reads.values():
            if binding.island is not None:
                binding.island.invalidate(binding.island.ids)
                binding.island.valid = False
