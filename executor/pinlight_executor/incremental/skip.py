"""The skip rule: whether a block would observe now what it observed when it ran, and the first thing that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from .island import Binding
from .namespace import Namespace
from .observe import digest_of_names, shared_groups
from .record import ABSENT, ALL_NAMES, Record, is_hidden
from .rules import Rules
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
        namespace: Namespace,
        rules: Rules,
        state_digest: Callable[[str, dict[str, Binding]], bytes | None],
        ambient: set[str],
    ) -> None:
        self._world, self._namespace, self._rules = world, namespace, rules
        self._state_digest, self._ambient = state_digest, ambient

    def broken(self, record: Record, scope: dict[str, Binding]) -> Cause | None:
        """None when the block may be skipped."""
        return (
            self._names_differ(record, scope)
            or self._state_differs(record, scope)
            or self._islands_differ(record, scope)
            or self._sharing_differs(record, scope)
        )

    def _names_differ(self, record: Record, scope: dict[str, Binding]) -> Cause | None:
        for name, digest in record.reads.items():
            if name == ALL_NAMES:
                if self._rules.whole_namespace and digest_of_names(scope) != digest:
                    return Cause("names")
                continue
            binding = scope.get(name)
            if (ABSENT if binding is None else binding.digest) != digest:
                return Cause("name", name, binding.writer if binding is not None else None)
        for name in self._ambient:
            # Of a record that was made before this was ever changed, nothing stands for "not changed".
            binding = scope.get(name)
            if name not in record.reads and binding is not None:
                return Cause("name", name, binding.writer)
        if self._rules.shadowed_builtins and record.shadows != shadows(scope, self._namespace):
            return Cause("builtin", next((name for name, _ in record.shadows), ""))
        return None

    def _state_differs(self, record: Record, scope: dict[str, Binding]) -> Cause | None:
        for name, digest in record.state_reads.items():
            present = self._state_digest(name, scope)
            if present is not None and present != digest:
                found = scope.get(name)
                return Cause("state", name, found.writer if found is not None else None)
        return None

    def _islands_differ(self, record: Record, scope: dict[str, Binding]) -> Cause | None:
        if not record.consumed or not self._rules.identity:
            return None
        present: dict[int, set[str]] = {}
        writers: dict[int, str] = {}
        for name, binding in scope.items():
            if binding.island is not None:
                present.setdefault(binding.island.number, set()).add(name)
        for number, names in record.consumed.items():
            if present.get(number, set()) != names:
                name = min(names, default="")
                binding = scope.get(name)
                return Cause("made-again", name, binding.writer if binding is not None else None)
        del writers
        return None

    def _sharing_differs(self, record: Record, scope: dict[str, Binding]) -> Cause | None:
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


def shadows(scope: dict[str, Binding], namespace: Namespace) -> tuple[tuple[str, bytes], ...]:
    """Builtins that the document has bound names over, with what to."""
    return tuple(sorted((name, binding.digest) for name, binding in scope.items() if name in namespace.base))


def _one_name(groups: object) -> str:
    names = sorted(name for group in groups for name in group)  # type: ignore[attr-defined]
    return next((name for name in names if not is_hidden(name)), "")
