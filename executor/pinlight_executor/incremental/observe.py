"""After a block: what it bound, what it changed in place, and which values can see each other's changes from now on."""

from __future__ import annotations

import sys
from typing import Any

from .execution import Execution
from .island import Binding, Island
from .record import ABSENT, ALL_NAMES, Record, is_hidden
from .rules import Rules
from .walk import Walk
from .world import EVERYTHING, World


# A larger value is not kept for the case that somebody asks whether it is the same object.
_SMALL_BYTES = 4096
_TOLD_BY_CONTENT = frozenset({tuple, frozenset, str, bytes, int, float, complex})


class Flip(BaseException):
    """Functions or classes were seen to change: from now on they count as mutable, and the document runs from the top."""


class Component:
    """Names whose values have something mutable in common now. `before`: the islands that they come from."""

    __slots__ = ("names", "ids", "opaque", "before", "kept", "changed")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.ids: set[int] = set()
        self.opaque = False
        self.before: set[Island] = set()
        self.kept: set[Island] = set()
        self.changed = False


class Observer:
    """Compares the values after one block with those before."""

    def __init__(self, world: World, rules: Rules) -> None:
        self._world, self._rules = world, rules
        self.needs_plain: str | None = None

    def observe(
        self, record: Record, execution: Execution, scope: dict[str, Binding], after: dict[str, Any], lost: set[str]
    ) -> list[tuple[Island, list[str], dict[str, Walk]]]:
        """Fills in the record; `after`: what stands in the globals, `lost`: names read that no longer do.

        Returns the new islands with their names and walks, for keeping copies. Raises Flip.
        """
        reads = execution.reads
        self._record_reads(record, execution, scope)
        written = {name for name, value in after.items() if name not in reads or value is not reads[name].value}
        touched = {binding.island for binding in reads.values() if binding.island is not None}
        candidates = written | (reads.keys() - lost)
        for name, binding in scope.items():
            if binding.island in touched and binding.island is not None and name not in lost:
                candidates.add(name)
        # In the order in which the names stand in the globals, which the document may look at.
        values = {name: value for name, value in after.items() if name in candidates}
        values.update((name, scope[name].value) for name in sorted(candidates - values.keys()))
        walks = self._walk(record, values, written, scope)
        self._watch(walks, written, scope)
        record.deletes = set(lost)
        if execution.all_names:
            record.deletes |= _bound_again(after, scope) & written
        if not self._rules.islands:
            for name, walk in walks.items():
                if walk is not None and (name in written or walk.digest() != scope[name].digest):
                    record.binds[name] = Binding(values[name], walk.digest(), None, writer=record)
            return []
        components = self._components(walks, written, touched, scope)
        changed = {island for part in components if part.changed for island in part.before}
        changed |= self._changed_unseen(touched - changed, reads, written, lost)
        return self._bind(record, scope, components, changed, walks, written, values, reads)

    def _record_reads(self, record: Record, execution: Execution, scope: dict[str, Binding]) -> None:
        record.reads = {name: binding.digest for name, binding in execution.reads.items()}
        record.read_values = {
            name: binding.value
            for name, binding in execution.reads.items()
            if told_by_content(binding) and (self._world.asks_which or sys.getsizeof(binding.value) < _SMALL_BYTES)
        }
        record.reads.update(dict.fromkeys(execution.absent - record.reads.keys(), ABSENT))
        if execution.all_names:
            record.reads[ALL_NAMES] = digest_of_names(scope)
        if self._rules.sharing:
            record.groups = {group: (number, None) for group, number in shared_groups(record.reads, scope).items()}

    def _walk(
        self, record: Record, values: dict[str, Any], written: set[str], scope: dict[str, Binding]
    ) -> dict[str, Walk | None]:
        walks: dict[str, Walk | None] = {}
        for name, value in values.items():
            before = scope.get(name)
            if name not in written and before is not None and before.island is None and not before.watched:
                walks[name] = None
                continue
            walk = Walk(self._world).add(value)
            self.needs_plain = self.needs_plain or walk.needs_plain
            record.made |= walk.first_seen
            walks[name] = walk
        return walks

    def _watch(self, walks: dict[str, Walk | None], written: set[str], scope: dict[str, Binding]) -> None:
        if not self._rules.flip:
            return
        found = [key for key in self._world.changed() if key not in self._world.strong]
        for name, walk in walks.items() if self._rules.islands else ():
            before = scope.get(name)
            if found or walk is None or name in written or before is None or before.island is not None:
                continue
            if walk.digest() != before.digest:
                # Something behind it changed that nobody watches: everything is taken as mutable.
                found.append(EVERYTHING)
        if found:
            self._world.strong.update(found)
            raise Flip

    def _components(
        self, walks: dict[str, Walk | None], written: set[str], touched: set[Island], scope: dict[str, Binding]
    ) -> list[Component]:
        leader: dict[str, str] = {name: name for name in walks}

        def find(name: str) -> str:
            while leader[name] != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        owner: dict[int, str] = {}
        for name, walk in walks.items():
            for identity in walk.ids if walk is not None else ():
                if owner.setdefault(identity, name) != name:
                    leader[find(name)] = find(owner[identity])
        parts: dict[str, Component] = {}
        for name, walk in walks.items():
            part = parts.setdefault(find(name), Component())
            part.names.append(name)
            if walk is not None:
                part.ids |= walk.ids
                part.opaque = part.opaque or walk.opaque is not None
        for part in parts.values():
            for name in part.names:
                before = scope.get(name)
                if before is not None and before.island is not None and name not in written:
                    part.kept.add(before.island)
            part.before = part.kept | {island for island in touched if not island.ids.isdisjoint(part.ids)}
            part.changed = (part.opaque and bool(part.before)) or any(
                (walk := walks[name]) is not None and name not in written and walk.digest() != scope[name].digest
                for name in part.names
            )
        return list(parts.values())

    def _changed_unseen(
        self, islands: set[Island], reads: dict[str, Binding], written: set[str], lost: set[str]
    ) -> set[Island]:
        """Changed through a name that is gone, or bound to something else by now."""
        found = set()
        for island in islands:
            if island.opaque:
                found.add(island)
                continue
            for name, binding in reads.items():
                if binding.island is island and (name in lost or name in written):
                    walk = Walk(self._world).add(binding.value)
                    if walk.opaque or walk.digest() != binding.digest:
                        found.add(island)
                        break
        return found

    def _bind(
        self,
        record: Record,
        scope: dict[str, Binding],
        components: list[Component],
        changed: set[Island],
        walks: dict[str, Walk | None],
        written: set[str],
        values: dict[str, Any],
        reads: dict[str, Binding],
    ) -> list[tuple[Island, list[str], dict[str, Walk]]]:
        names_of: dict[Island, set[str]] = {}
        for name, binding in scope.items():
            if binding.island is not None:
                names_of.setdefault(binding.island, set()).add(name)
        changed_ids: set[int] = set()
        for island in changed:
            changed_ids |= island.ids
            record.consumed[island.number] = frozenset(names_of.get(island, ()))
        fresh: list[Island] = []
        made = []
        kept = _kept_as_they_are(components, changed, written)
        for part in components:
            is_changed = bool(part.before & changed)
            if not part.ids:
                for name in part.names:
                    walk = walks[name]
                    if walk is not None and (name in written or is_changed):
                        record.binds[name] = Binding(values[name], walk.digest(), None, bool(walk.watched), record)
                continue
            if part in kept:
                continue
            island = Island(record, frozenset(part.ids), part.opaque)
            fresh.append(island)
            for old in part.before:
                island.join(old)
                record.consumed[old.number] = frozenset(names_of.get(old, ()))
            if is_changed:
                changed_ids |= part.ids
            own: dict[str, Walk] = {}
            for name in part.names:
                walk = walks[name]
                if walk is not None:
                    own[name] = walk
                    record.binds[name] = Binding(values[name], walk.digest(), island, bool(walk.watched), record)
            made.append((island, sorted(own), own))
        record.binds = {name: record.binds[name] for name in values if name in record.binds}
        for name in record.binds:
            walk = walks[name]
            if walk is not None:
                record.holds |= walk.watched
        for name, binding in reads.items() if record.holds else ():
            if binding.watched and binding.writer is not None and not record.holds.isdisjoint(binding.writer.holds):
                record.held_from[name] = record.holds & binding.writer.holds
        for island in changed:
            island.invalidate(changed_ids, fresh)
            island.valid = False
        for group, (number, _) in list(record.groups.items()):
            joint = None
            if number not in record.consumed:
                walk = Walk(self._world).add(tuple(scope[name].value for name in sorted(group)))
                joint = None if walk.opaque else walk.digest()
            record.groups[group] = (number, joint)
        return made


def _kept_as_they_are(components: list[Component], changed: set[Island], written: set[str]) -> set[Component]:
    """Those that stay on the island they have: nobody else of it moves to a new one, or its changes would be theirs."""
    kept = {
        part
        for part in components
        if part.ids
        and len(part.before) == 1
        and part.before == part.kept
        and part.before.isdisjoint(changed)
        and written.isdisjoint(part.names)
    }
    while True:
        left = {island for part in components if part.ids and part not in kept for island in part.before}
        moving = {part for part in kept if not part.before.isdisjoint(left)}
        if not moving:
            return kept
        kept -= moving


def _bound_again(after: dict[str, Any], scope: dict[str, Binding]) -> set[str]:
    """Names that were deleted and bound once more: they stand behind names that were defined later."""
    places = {name: place for place, name in enumerate(scope)}
    found, last = set(), -1
    for name in after:
        place = places.get(name, len(places))
        if place < last:
            found.add(name)
        last = max(last, place)
    return found


def told_by_content(binding: Binding) -> bool:
    """Whether an equal value in its place could be noticed by nothing but `is`."""
    return binding.island is None and type(binding.value) in _TOLD_BY_CONTENT


def shared_groups(names: Any, scope: dict[str, Binding]) -> dict[frozenset[str], int]:
    """Names that share an island, where at least two of them do, with the island's number."""
    by_island: dict[int, list[str]] = {}
    for name in names:
        binding = scope.get(name)
        if binding is not None and binding.island is not None:
            by_island.setdefault(binding.island.number, []).append(name)
    return {frozenset(found): number for number, found in by_island.items() if len(found) > 1}


def digest_of_names(scope: dict[str, Binding]) -> bytes:
    from hashlib import blake2b

    names = [name for name in scope if not is_hidden(name)]
    return blake2b(repr(names).encode("utf-8", "surrogatepass"), digest_size=16).digest()
