"""Process state as values of the document: each slot is set, before a block, to what a run from the top would have."""

from __future__ import annotations

from typing import Any

from ..state.registry import ProcessState
from ..state.slot import Slot
from .island import Binding
from .scope import Scope


class ProcessValues:
    """Names are `$` and the slot's name."""

    def __init__(self, state: ProcessState) -> None:
        self._slots: dict[str, Slot] = {}
        self._initial: dict[str, Binding] = {}
        self._present: dict[str, bytes | None] = {}
        self._before: dict[str, Binding] = {}
        for slot in state.slots():
            self._adopt(slot, state.initial(slot))
        state.on_new = self._adopt

    def _adopt(self, slot: Slot, value: Any) -> None:
        name = "$" + slot.name
        self._slots[name] = slot
        self._initial[name] = Binding(value, slot.digest(value), None)
        self._present[name] = self._initial[name].digest

    def begin_again(self, *names: str) -> None:
        """What these slots hold now is what a run from the top begins with."""
        for name in names:
            slot = self._slots["$" + name]
            self._adopt(slot, slot.read())

    def binding(self, name: str, scope: Scope) -> Binding | None:
        """As a block would find it in this scope; None for a slot that does not exist (yet)."""
        return scope.get(name) or self._initial.get(name)

    def ambient(self, scope: Scope) -> tuple[tuple[str, bytes], ...]:
        """(name, digest) of the state that every block reads, where blocks have made it another than at the start."""
        if not scope.process:
            return ()
        return tuple(
            (name, binding.digest)
            for name, binding in sorted(scope.process.items())
            if (slot := self._slots.get(name)) is not None
            and slot.ambient
            and binding.digest != self._initial[name].digest
        )

    def begin(self, scope: Scope) -> None:
        self._before = {}
        for name, slot in self._slots.items():
            binding = scope.get(name) or self._initial[name]
            self._before[name] = binding
            if self._present[name] != binding.digest:
                _write(slot, binding.value)
            slot.touched = False
            self._present[name] = None  # unknown until the block has ended

    def note_read(self, name: str) -> None:
        """The running block reads this one though it does not touch it."""
        if name in self._slots:
            self._slots[name].touched = True

    def made_void(self, name: str) -> None:
        """Something between the blocks may have changed it."""
        if name in self._present:
            self._present[name] = None

    def importing(self) -> dict[str, bytes]:
        """Before the first import of a library."""
        return {name: slot.digest(slot.read()) for name, slot in self._slots.items()}

    def imported(self, before: dict[str, bytes]) -> None:
        """After it, with what `importing` gave: what it set is the process's from its beginning.

        Importing it again, in a block that runs again, would not set it once more.
        """
        for name, digest in before.items():
            binding = self._before.get(name)
            if binding is not self._initial[name] or binding.digest != digest:
                continue
            value = self._slots[name].read()
            after = self._slots[name].digest(value)
            if after != digest:
                self._before[name] = self._initial[name] = Binding(value, after, None)

    def end(self) -> tuple[dict[str, bytes], dict[str, Binding]]:
        """(what the block read, what it bound)."""
        reads: dict[str, bytes] = {}
        binds: dict[str, Binding] = {}
        for name, slot in self._slots.items():
            before = self._before.get(name) or self._initial[name]
            touched, slot.touched = slot.touched, False
            try:
                value = slot.read()
                digest = slot.digest(value)
            except Exception:
                value, digest = before.value, before.digest
            if digest != before.digest or touched:
                reads[name] = before.digest
                binds[name] = Binding(value, digest, None)
            self._present[name] = digest
        return reads, binds


def _write(slot: Slot, value: Any) -> None:
    try:
        slot.write(value)
    except Exception:
        import logging

        logging.getLogger("pinlight").warning("cannot set back %s", slot.name, exc_info=True)
