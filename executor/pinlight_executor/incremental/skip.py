"""The skip rule: whether a block would observe now what it observed when it ran, and the first thing that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from .observe import digest_of_names, shared_groups, told_by_content
from .record import ABSENT, ALL_NAMES, Record, is_hidden
from .rules import Rules
from .scope import Scope
from .walk import Walk
from .world import World


@dataclass
class Cause:
    """Why a block has to run: `kind` for programs, `name` of what changed, `by`: the execution that changed it."""

    kind: str
    name: str = ""
    by: Record | None = None


class SkipRule:
    """`state_digest(name, scope)`: of process state and files as a block would find them now; `ambient`: names that
    every block reads.
    """

    def __init__(
        self,
        world: World,
        rules: Rules,
        state_digest: Callable[[str, Scope], bytes | None],
        process: Callable[[Scope], tuple[tuple[str, bytes], ...]],
        ambient: set[str],
    ) -> None:
        self._world, self._rules = world, rules
        self._state_digest, self._process, self._ambient = state_digest, process, ambient

    def broken(self, record: Record, scope: Scope) -> Cause | None:
        """None when the block may be skipped."""
        return (
            self._holds_retired(record)
            or self._names_differ(record, scope)
            or self._state_differs(record, scope)
            or self._islands_differ(record, scope)
            or self._sharing_differs(record, scope)
            or self._lines_differ(record, scope)
        )

    def _holds_retired(self, record: Record) -> Cause | None:
        """Its values refer to a class or function that has been made again: equal to the present one, but another."""
        if self._rules.identity and self._world.retired and not record.holds.isdisjoint(self._world.retired):
            found = self._world.retired[next(iter(record.holds & self._world.retired.keys()))]
            return Cause("made-again", getattr(found, "__name__", ""))
        return None

    def _names_differ(self, record: Record, scope: Scope) -> Cause | None:
        by_object = self._world.asks_which and self._rules.sharing
        for name, digest in record.reads.items():
            if name == ALL_NAMES:
                if self._rules.whole_namespace and digest_of_names(scope) != digest:
                    return Cause("names")
                continue
            binding = scope.get(name)
            if (ABSENT if binding is None else binding.digest) != digest:
                return Cause("name", name, binding.writer if binding is not None else None)
            if by_object and binding is not None and told_by_content(binding):
                # `self` is no value of the document's: there is none where the one that was read is not known.
                if record.read_values.get(name, self) is not binding.value:
                    return Cause("made-again", name, binding.writer)
        for name, held in record.held_from.items() if self._rules.identity else ():
            # Equal, and made by another block: what is held of the one that was read has gone from there.
            writer = scope[name].writer
            if writer is None or not held <= writer.holds:
                return Cause("made-again", name, writer)
        for name in self._ambient:
            # Of a record that was made before this was ever changed, nothing stands for "not changed".
            binding = scope.get(name)
            if name not in record.reads and binding is not None:
                return Cause("name", name, binding.writer)
        if self._rules.shadowed_builtins and record.shadows != shadows(scope):
            return Cause("builtin", next((name for name, _ in record.shadows), ""))
        return None

    def _state_differs(self, record: Record, scope: Scope) -> Cause | None:
        ambient = self._process(scope) if self._rules.process_state else ()
        if record.ambient != ambient:
            name = min({*record.ambient} ^ {*ambient})[0]
            found = scope.get(name)
            return Cause("state", name, found.writer if found is not None else None)
        for name, digest in record.state_reads.items():
            present = self._state_digest(name, scope)
            if present is not None and present != digest:
                found = scope.get(name)
                return Cause("state", name, found.writer if found is not None else None)
        return None

    def _islands_differ(self, record: Record, scope: Scope) -> Cause | None:
        if not record.consumed or not self._rules.identity:
            return None
        for number, names in record.consumed.items():
            if scope.islands.get(number, frozenset()) != names:
                name = min(names, default="")
                binding = scope.get(name)
                return Cause("made-again", name, binding.writer if binding is not None else None)
        return None

    def _sharing_differs(self, record: Record, scope: Scope) -> Cause | None:
        if not self._rules.sharing:
            return None
        present = shared_groups(record.reads, scope)
        if present.keys() != record.groups.keys():
            return Cause("sharing", _one_name(present.keys() ^ record.groups.keys()))
        for group, number in present.items():
            then, joint = record.groups[group]
            if then == number:
                continue
            island = scope[next(iter(group))].island
            if joint is None or island is None or not island.valid:
                return Cause("sharing", _one_name([group]))
            walk = Walk(self._world).add(tuple(scope[name].value for name in sorted(group)))
            if walk.opaque or walk.digest() != joint:
                return Cause("sharing", _one_name([group]))
        return None

    def _lines_differ(self, record: Record, scope: Scope) -> Cause | None:
        """What it called is equal, and stands in another block: the lines that it showed are none of that one's."""
        for name, block in record.writers.items():
            binding = scope.get(name)
            if binding is None or binding.writer is None or binding.writer.block != block:
                return Cause("lines")
        return None


def shadows(scope: Scope) -> tuple[tuple[str, bytes], ...]:
    """Builtins that the document has bound names over, with what to."""
    return tuple((name, scope[name].digest) for name in sorted(scope.shadowing))


def _one_name(groups: object) -> str:
    names = sorted(name for group in groups for name in group)  # type: ignore[attr-defined]
    return next((name for name in names if not is_hidden(name)), "")
