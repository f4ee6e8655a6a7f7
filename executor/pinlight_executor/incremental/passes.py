"""Bringing a document up to date: from its top, each block is skipped when it may be, and run when it must."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Callable, Sequence

from .ambient import AmbientValues
from .cell import Cell
from .copies import Copies
from .execution import Again, Execution
from .files import ALL_FILES, WorkspaceFiles
from .forecast import Forecast, NoPlan
from .island import Binding, Island
from .local_modules import LocalModules
from .namespace import Namespace
from .observe import Flip, Observer
from .open_figures import OpenFigures
from .process_values import ProcessValues
from .record import ALL_MODULES, BUILTINS, FIGURES, FILE, MODULE, Record, is_hidden
from .rules import Rules
from .scope import Scope
from .skip import Cause, SkipRule, shadows
from .world import World

CODE = "$code:"
_MOST_RETRIES = 6
_MOST_FULL = 20


@dataclass
class Ran:
    """What running a block's code came to. `again`: it was cut short, as `Execution.needed` says; nothing was shown."""

    ok: bool = True
    seconds: float = 0.0
    reads: set[str] = field(default_factory=set)
    exit: Any = None
    interrupted: bool = False
    lines: dict[str, int] = field(default_factory=dict)


class NeedsFresh(Exception):
    """A block has to run after which, an audit found, this process does not give what a fresh one gives."""


class NeedsPlain(Exception):
    """The document does what cannot be followed block by block; the text says what."""


@dataclass
class Parts:
    """What a pass works with; there is one of each in a process."""

    namespace: Namespace
    world: World
    files: WorkspaceFiles
    modules: LocalModules
    process: ProcessValues
    figures: OpenFigures


class Passes:
    """`evaluate(cell, cause, execution)` runs a block's code and shows what it shows."""

    def __init__(
        self, parts: Parts, rules: Rules, evaluate: Callable[[Cell, Cause, Execution], Ran], impure: Callable[[], str | None]
    ) -> None:
        self._parts, self._rules, self._evaluate, self._impure = parts, rules, evaluate, impure
        self.copies = Copies(parts.world)
        self._forecast = Forecast(self.copies)
        self._observer = Observer(parts.world, rules)
        self._ambient = AmbientValues()
        self._skip = SkipRule(
            parts.world, rules, self._state_digest, parts.process.ambient, self._ambient.known
        )
        self._patched: frozenset[str] = frozenset()
        self._execution: Execution | None = None
        self._settled: list[tuple[Cell, Record]] = []
        self.executed: dict[str, Cause] = {}
        self.skipped: set[str] = set()
        self.ended: Ran | None = None
        self.plain = False
        # Blocks that must not run again in this process.
        self.traps: set[str] = set()
        self.final = Scope()
        self._running_id = ""
        self._looked: set[str] = set()

    def note_hidden(self, name: str) -> None:
        """A module or the open figures are asked for by the running block."""
        if self._execution is not None:
            self._execution.note_hidden(name)

    def note_looked(self, path: str) -> None:
        """The running block imports something that this file of the workspace could be."""
        self._looked.add(path)

    def forecast(self, cells: Sequence[Cell], forced: dict[int, Cause], changed: Sequence[str]) -> dict[int, Cause]:
        """Place to cause of what will have to run, as far as can be told without running anything.

        `changed`: workspace paths that others wrote.
        """
        expected = dict(forced)
        for place, cell in enumerate(cells) if changed else ():
            if place not in expected and cell.record is not None:
                for name in _names_of_files(changed):
                    digest = cell.record.state_reads.get(name)
                    if digest is not None and self._state_digest(name, Scope()) != digest:
                        expected[place] = Cause("state", name)
                        break
        try:
            added = self._forecast.extend(list(cells), set(expected) | {p for p, c in enumerate(cells) if c.record is None})
        except NoPlan:
            return {place: forced.get(place, Cause("from-the-top")) for place in range(len(cells))}
        for place, by in added.items():
            expected.setdefault(place, Cause("for-later", cells[by].id))
        return expected

    def bring_up(
        self, cells: list[Cell], forced: dict[int, Cause], stopped: Callable[[], bool], outside: bool
    ) -> bool:
        """Runs what must run; False when `stopped` ended it. `outside`: files were changed by somebody else.

        Raises NeedsPlain.
        """
        self.executed = {}
        self.ended = None
        if self.plain:
            return self._run_plain(cells, forced, stopped)
        if outside:
            self._settled = []
        causes = dict(forced)
        tries = full = 0
        while True:
            try:
                return self._pass(cells, causes, stopped)
            except Again:
                tries += 1
                needed = self._execution.needed if self._execution is not None else []
                causes = self._after_again(cells, causes, needed, tries)
            except Flip:
                causes = {place: Cause("from-the-top") for place in range(len(cells))}
                for cell in cells:
                    cell.record = None
                self._parts.world.forget()
            full += len(causes) == len(cells)
            if full > _MOST_FULL:
                raise NeedsPlain("its values cannot be told apart")

    def _after_again(
        self, cells: list[Cell], causes: dict[int, Cause], needed: list[Island], tries: int
    ) -> dict[int, Cause]:
        """What has to run in the next attempt."""
        self._settled = []
        everything = {place: Cause("from-the-top") for place in range(len(cells))}
        if tries > _MOST_RETRIES:
            return everything
        places = {id(cell.record): place for place, cell in enumerate(cells) if cell.record is not None}
        dirty = {place for place, cell in enumerate(cells) if cell.record is None}
        again: dict[int, Cause] = {}
        for island in needed:
            producer = places.get(id(island.producer))
            if producer is None:
                return everything
            if not self.copies.restore(island):
                again[producer] = Cause("for-later", self._running_id)
        dirty |= again.keys()
        try:
            added = self._forecast.extend(cells, dirty)
        except NoPlan:
            return everything
        for place, by in added.items():
            again.setdefault(place, Cause("for-later", cells[by].id))
        for place, cell in enumerate(cells):
            if cell.record is None:
                again[place] = causes.get(place, Cause("first-run"))
        return again

    def _pass(self, cells: list[Cell], forced: dict[int, Cause], stopped: Callable[[], bool]) -> bool:
        scope = Scope(self._parts.namespace.base.keys())
        self._parts.namespace.deleted_in_functions = frozenset().union(
            *[cell.names.deletes_global for cell in cells]
        )
        self._patched = frozenset().union(*[cell.names.patched for cell in cells])
        if any(not cell.names.mentions.isdisjoint(("setattr", "delattr", "patch")) for cell in cells):
            self._patched |= {"*"}
        settled, self._settled = self._settled, []
        steady = True
        self.skipped = set()
        # Bound by a block that is marked to run always: whoever reads it runs too, also when it is equal.
        renewed: dict[str, Record] = {}
        for place, cell in enumerate(cells):
            steady = steady and place < len(settled) and settled[place][0] is cell and settled[place][1] is cell.record
            cause = forced.get(place)
            if cause is None and not steady:
                cause = Cause("first-run") if cell.record is None else self._skip.broken(cell.record, scope)
            if cause is None and renewed and cell.record is not None:
                cause = next((Cause("name", name, renewed[name]) for name in cell.record.reads if name in renewed), None)
            if cause is not None:
                steady = False
                if stopped():
                    return False
                ran = self._run(cell, cause, scope)
                if cell.record is not None and (cell.block.always_run or cause.by in renewed.values()):
                    renewed.update(dict.fromkeys(cell.record.binds, cell.record))
                if ran is not None:
                    self.ended = ran
                    if ran.interrupted:
                        return True
                    break
            else:
                assert cell.record is not None
                cell.record.apply(scope)
                self.skipped.add(cell.id)
                if cell.record.exit is not None:
                    self.ended = Ran(exit=cell.record.exit)
                    break
        self.final = scope
        if self._rules.files:
            missing = self._parts.files.restore(scope)
            if missing is not None and missing.writer is not None:
                self._execution = Execution(scope, self._parts.namespace, self._rules)
                self._execution.needed.append(Island(missing.writer))
                self._running_id = ""
                raise Again
        self._settled = [(cell, cell.record) for cell in cells if cell.record is not None]
        return True

    def _run_plain(self, cells: list[Cell], forced: dict[int, Cause], stopped: Callable[[], bool]) -> bool:
        """Everything, from top to bottom, in an ordinary namespace."""
        execution = Execution(Scope(), self._parts.namespace, self._rules)
        self._parts.files.begin(Scope())
        for place, cell in enumerate(cells):
            if stopped():
                return False
            cell.record = None
            cause = forced.get(place, Cause("plain"))
            self._parts.namespace.reader = execution
            try:
                ran = self._evaluate(cell, cause, execution)
            finally:
                self._parts.namespace.reader = None
            self.executed[cell.id] = cause
            if ran.interrupted:
                self.ended = ran
                return True
            cell.record = Record(cell.id, ok=ran.ok, exit=ran.exit, shows_lines=ran.lines)
            if ran.exit is not None:
                self.ended = ran
                return True
        return True

    # One block.

    def _run(self, cell: Cell, cause: Cause, scope: Scope) -> Ran | None:
        """Executes it and applies what it did; its outcome when the run ends with it, else None. Raises Again, Flip."""
        parts = self._parts
        if cell.id in self.traps:
            raise NeedsFresh(cell.id)
        execution = self._execution = Execution(scope, parts.namespace, self._rules)
        self._running_id = cell.id
        self._looked.clear()
        shadowed = list(scope.shadowing)
        known_large = self._large_islands(cell, scope)
        cell.record = None
        self._begin(cell, execution, scope, shadowed)
        for names, island in known_large:
            if island.valid:
                self.copies.keep_large(island, names, scope)
        parts.namespace.reader = execution
        try:
            try:
                names = cell.names.deletes | parts.namespace.deleted_in_functions
                if self._rules.deletions:
                    parts.namespace.prepare_deletions(set(names))
                ran = self._evaluate(cell, cause, execution)
            except Again:
                ran = Ran()
        finally:
            parts.namespace.reader = None
            parts.figures.end()
            parts.modules.stop()
        cell.runs += 1
        if execution.needed or ran.interrupted:
            self._cut_short(execution)
            if execution.needed:
                raise Again
            return ran
        impure = self._impure()
        if impure is not None and self._rules.plain_mode:
            raise NeedsPlain(impure)
        self.executed[cell.id] = cause
        record = Record(cell.id, ok=ran.ok, exit=ran.exit, seconds=ran.seconds, shows_lines=ran.lines)
        made = self._observe(record, cell, execution, scope, shadowed, ran)
        if self._observer.needs_plain is not None and self._rules.plain_mode:
            raise NeedsPlain(self._observer.needs_plain)
        if cell.made:
            parts.world.retire(cell.made - record.holds)
        cell.made = set(record.made)
        cell.record = record
        cell.changes = frozenset(name for names in record.consumed.values() for name in names)
        record.apply(scope)
        if self._rules.snapshots:
            for island, names_of, walks in made:
                self.copies.keep_small(island, names_of, walks)
        return ran if ran.exit is not None else None

    def _begin(self, cell: Cell, execution: Execution, scope: Scope, shadowed: list[str]) -> None:
        parts = self._parts
        binding = scope.get(BUILTINS)
        if parts.namespace.overrides or binding is not None:
            parts.namespace.set_overrides(binding.value if binding is not None else {})
        parts.namespace.clear(shadowed)
        execution.note_hidden(BUILTINS)
        if self._rules.patches:
            for name in self._ambient.known:
                execution.note_hidden(name)
            self._ambient.begin(scope, self._suspects(cell, scope))
        if self._rules.process_state:
            parts.process.begin(scope)
        if self._rules.files:
            missing = parts.files.begin(scope)
            if missing is not None and missing.writer is not None:
                execution.needed.append(Island(missing.writer))
                raise Again
        if self._rules.modules:
            parts.modules.begin(scope)
        if self._rules.figures:
            binding = scope.get(FIGURES)
            if binding is not None and binding.island is not None and not binding.island.valid:
                # Of the past: a block that looks at them will ask for them to be made again.
                parts.figures.begin(None)
            else:
                parts.figures.begin(binding.value if binding is not None else None)

    def _suspects(self, cell: Cell, scope: Scope) -> list[ModuleType]:
        """Modules that the document has names for, of which its code binds attributes somewhere."""
        found: dict[str, ModuleType] = {}
        if self._patched:
            for name, binding in scope.items():
                value = binding.value
                if isinstance(value, ModuleType) and (name in self._patched or "*" in self._patched):
                    if not self._parts.modules.is_local(value.__name__):
                        found[value.__name__] = value
            own = cell.names.mentions if "*" in self._patched else set()
            for name in (self._patched | own) - scope.keys():
                # Imported and patched by one block.
                module = sys.modules.get(name)
                if module is not None and not self._parts.modules.is_local(name):
                    found[name] = module
        return [module for name, module in found.items() if name not in ("__main__", "builtins", "sys")]

    def _large_islands(self, cell: Cell, scope: Scope) -> list[tuple[list[str], Island]]:
        """Islands that this block changed when it last ran, and that are not copied yet."""
        if not cell.changes or not self._rules.snapshots:
            return []
        by_island: dict[Island, list[str]] = {}
        for name, binding in scope.items():
            if binding.island is not None and not is_hidden(name):
                by_island.setdefault(binding.island, []).append(name)
        return [
            (sorted(names), island)
            for island, names in by_island.items()
            if island.copy is None and island.valid and not cell.changes.isdisjoint(names)
            and island.producer is not None and island.producer.seconds > 0.02
        ]

    def _cut_short(self, execution: Execution) -> None:
        execution.invalidate()
        self._parts.files.undo()
        self._settled = []

    def _observe(
        self,
        record: Record,
        cell: Cell,
        execution: Execution,
        scope: Scope,
        shadowed: list[str],
        ran: Ran,
    ) -> list[Any]:
        parts = self._parts
        after = parts.namespace.written(shadowed)
        after.pop("__annotations__", None)
        for name, binding in execution.reads.items():
            if is_hidden(name):
                after[name] = binding.value
        loaded = parts.modules.end() if self._rules.modules else {}
        after.update(loaded)
        execution.absent.update(name for name in loaded if name not in scope)
        self._take_figures(after, execution, scope)
        overrides, before = parts.namespace.overrides, scope.get(BUILTINS)
        if overrides and (before is None or before.value != overrides):
            after[BUILTINS] = dict(overrides)
        if self._rules.patches:
            after.update(self._ambient.end())
        lost = {name for name in execution.reads if name not in after}
        record.shadows = shadows(scope)
        made = self._observer.observe(record, execution, scope, after, lost)
        if self._rules.process_state:
            record.ambient = parts.process.ambient(scope)
            reads, binds = parts.process.end()
            record.state_reads.update(reads)
            for binding in binds.values():
                binding.writer = record
            record.state_binds.update(binds)
        self._take_files(record, cell, scope, loaded, ran)
        return made

    def _take_figures(self, after: dict[str, Any], execution: Execution, scope: Scope) -> None:
        if not self._rules.figures:
            return
        now = self._parts.figures.now()
        before = scope.get(FIGURES)
        held = dict(before.value) if before is not None else {}
        if list(held.items()) == list(now.items()) and (FIGURES in execution.reads or not _any_new(now, held)):
            return
        if before is not None and FIGURES not in execution.reads:
            execution.reads[FIGURES] = before
        after.pop(FIGURES, None)
        if now:
            after[FIGURES] = now

    def _take_files(
        self, record: Record, cell: Cell, scope: Scope, loaded: dict[str, ModuleType], ran: Ran
    ) -> None:
        files = self._parts.files
        if {"sys", "modules"} <= cell.names.mentions:
            record.state_reads[ALL_MODULES] = _digest_of_modules(scope)
        for path in self._looked:
            record.state_reads[CODE + path] = self._parts.modules.fingerprint(path).encode()
        for path, fingerprint in self._parts.modules.fingerprints(loaded).items():
            record.state_reads[CODE + path] = fingerprint.encode()
            record.imports.add(path)
        if not self._rules.files:
            return
        for path in cell.block.depends:
            files.note_read(path)
        record.state_reads.update(files.read)
        for path, digest in files.end().items():
            record.state_binds[FILE + path] = Binding(None, digest, None, writer=record)

    def _state_digest(self, name: str, scope: Scope) -> bytes | None:
        if name.startswith(CODE):
            return self._parts.modules.fingerprint(name[len(CODE) :]).encode()
        if name.startswith(FILE) or name == ALL_FILES:
            return self._parts.files.present(name, scope)
        if name == ALL_MODULES:
            return _digest_of_modules(scope)
        binding = self._parts.process.binding(name, scope)
        return binding.digest if binding is not None else None


def _digest_of_modules(scope: Scope) -> bytes:
    return repr(sorted(name for name in scope if name.startswith(MODULE))).encode()


def _names_of_files(paths: Sequence[str]) -> list[str]:
    """All the names under which these files may have been read."""
    names = []
    for path in paths:
        folder, slash, _ = path.rpartition("/")
        names += [CODE + path, FILE + path, FILE + (folder + slash or "./")]
    return [*names, ALL_FILES]


def _any_new(now: dict[int, Any], held: dict[int, Any]) -> bool:
    return any(held.get(number) is not manager for number, manager in now.items())


