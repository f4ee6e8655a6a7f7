"""Running one block: the process is put into the state before it, its code runs, and what it did becomes its record."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Callable

from ..state.warnings_state import warns_of_open_files
from .ambient import AmbientValues
from .cell import Cell
from .copies import Copies
from .execution import Again, Execution
from .files import WorkspaceFiles
from .frame_looks import looked_into
from .holders import tells_when_dropped
from .island import Binding, Island
from .local_modules import LocalModules
from .namespace import Namespace
from .observe import Flip, Observer, told_by_content
from .open_figures import OpenFigures
from .outside import digest_of_modules
from .process_values import ProcessValues
from .record import ALL_MODULES, BOOK, BUILTINS, CODE, FIGURES, FILE, Record, is_hidden
from .rules import Rules
from .scope import Scope
from .skip import Cause, shadows
from .world import World, name_of


@dataclass
class Ran:
    """What running a block's code came to. `again`: it was cut short, as `Execution.needed` says; nothing was shown."""

    ok: bool = True
    seconds: float = 0.0
    reads: set[str] = field(default_factory=set)
    exit: Any = None
    interrupted: bool = False
    lines: dict[str, tuple[int, str]] = field(default_factory=dict)
    told: Any = None


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


# What leads to the annotations of names, other than functions that are called with a module's.
_ASKS_ANNOTATIONS = {
    "__annotations__", "dir", "globals", "locals", "vars", "__main__", "get_type_hints", "get_annotations",
}
_PATCHING = ("setattr", "delattr", "patch", "vars", "__dict__")

_UNCLOSED = "it leaves a file open and has warnings of such files shown: that is when nothing holds the file any more"
_SETS_WARNINGS = {"simplefilter", "filterwarnings", "resetwarnings", "ResourceWarning"}


class CellRunner:
    """`evaluate(cell, cause, execution)` runs a block's code and shows what it shows; `impure` says what is left at work.

    `traps`: blocks that must not run again in this process. `execution`: of the block that runs or ran last.
    """

    def __init__(
        self,
        parts: Parts,
        rules: Rules,
        copies: Copies,
        evaluate: Callable[[Cell, Cause, Execution], Ran],
        impure: Callable[[], str | None],
    ) -> None:
        self._parts, self._rules, self._evaluate, self._impure = parts, rules, evaluate, impure
        self._copies = copies
        self._observer = Observer(parts.world, rules)
        self.ambient = AmbientValues()
        self.traps: set[str] = set()
        self.execution: Execution | None = None
        self.running_id = ""
        self._running: tuple[Cell, Scope] | None = None
        self._patched: frozenset[str] = frozenset()
        self._looked_into: set[str] = set()
        self._looked: set[str] = set()
        self._shares_annotations = False
        self._any_tells = False
        self._had_book = False
        self._figures_away = False

    def prepare(self, cells: list[Cell]) -> None:
        """Before a pass: what the document's code as a whole does to modules and names."""
        self._parts.namespace.deleted_in_functions = frozenset().union(*[cell.names.deletes_global for cell in cells])
        self._looked_into = looked_into(cells)
        self._parts.world.pops = any("pop" in cell.names.mentions for cell in cells)
        self._parts.world.asks_which = _asks_which(cells)
        self._parts.world.sets_warnings = any(not cell.names.mentions.isdisjoint(_SETS_WARNINGS) for cell in cells)
        self.ambient.imports = frozenset().union(*[cell.names.imports for cell in cells])
        self._patched = frozenset().union(*[cell.names.patched for cell in cells])
        self._share_annotations(cells)
        stored = frozenset().union(*[cell.names.stores for cell in cells])
        others = self._patched - stored - {"self", "cls"}
        if others or any(not cell.names.mentions.isdisjoint(_PATCHING) for cell in cells):
            # Through a parameter, or by another way than a name.
            self._patched |= {"*"}

    def _share_annotations(self, cells: list[Cell]) -> None:
        """All blocks that annotate names write into one dict: that ties them, so it is kept only where somebody may look."""
        annotating = [cell for cell in cells if cell.names.annotates]
        asked = bool(self._looked_into) or any(not cell.names.mentions.isdisjoint(_ASKS_ANNOTATIONS) for cell in cells)
        shares = bool(annotating) and asked
        if shares and not self._shares_annotations:
            for cell in annotating:
                cell.record = None
        self._shares_annotations = shares

    def note_hidden(self, name: str) -> None:
        """A module or the open figures are asked for by the running block."""
        if self.execution is not None:
            self.execution.note_hidden(name)

    def note_looked(self, path: str) -> None:
        """The running block imports something that this file of the workspace could be."""
        self._looked.add(path)

    def note_import(self) -> None:
        """The running block has imported something for the first time in this process."""
        if self._running is not None and self._rules.patches:
            self.ambient.imported(self._suspects(*self._running))

    def run(self, cell: Cell, cause: Cause, scope: Scope) -> Ran | None:
        """Executes it and applies what it did; its outcome when the run ends with it, else None. Raises Again, Flip."""
        parts = self._parts
        if cell.id in self.traps:
            raise NeedsFresh(cell.id)
        execution = self.execution = Execution(scope, parts.namespace, self._rules)
        self.running_id = cell.id
        self._running = (cell, scope)
        self._looked.clear()
        shadowed = list(scope.shadowing)
        known_large = self._large_islands(cell, scope)
        cell.record = None
        self._begin(cell, execution, scope, shadowed)
        for names, island in known_large:
            if island.valid:
                self._copies.keep_large(island, names, scope)
        parts.namespace.reader = execution
        try:
            try:
                if self._rules.deletions:
                    deleted = cell.names.deletes | parts.namespace.deleted_in_functions
                    parts.namespace.prepare_deletions(deleted)
                # A builtin that it binds a name over gets the place of a new name.
                for name in cell.names.stores & parts.namespace.base.keys():
                    parts.namespace.hide(name)
                if cell.names.deletes:
                    parts.namespace.mark(cell.names.mentions)
                if cell.id in self._looked_into:
                    parts.namespace.show_all()
                if self._shares_annotations and cell.names.annotates:
                    # Python looks for it past the trap.
                    parts.namespace.bring_in("__annotations__")
                ran = self._evaluate(cell, cause, execution)
            except Again:
                ran = Ran()
        finally:
            parts.namespace.reader = None
            parts.figures.end()
            parts.modules.stop()
        cell.runs += 1
        self._note_gone(execution)
        if execution.needed or execution.refused or ran.interrupted:
            self._cut_short(execution)
            if execution.needed:
                raise Again
            self._refuse(execution.refused)
            return ran
        record = Record(cell.id, ok=ran.ok, exit=ran.exit, seconds=ran.seconds, shows_lines=ran.lines, told=ran.told)
        try:
            self._refuse(self._impure())
            made = self._observe(record, cell, execution, scope, shadowed, ran)
            self._refuse(self._observer.needs_plain)
            self.refuse_drops(record, scope)
        except (NeedsPlain, Flip):
            # It will run again, and find the files as it found them now.
            parts.files.undo()
            raise
        if cell.made:
            parts.world.retire(cell.made - record.holds)
        cell.made = set(record.made)
        cell.record = record
        cell.changes = frozenset(name for names in record.consumed.values() for name in names)
        record.apply(scope)
        if self._rules.snapshots:
            for island, names_of, walks in made:
                self._copies.keep_small(island, names_of, walks)
        return ran if ran.exit is not None else None

    def _note_gone(self, execution: Execution) -> None:
        """What takes a module out of `sys.modules` has it gone for all that follow."""
        for name in self._parts.modules.gone() if self._rules.modules else ():
            with contextlib.suppress(Again):
                execution.note_hidden(name)

    def look_at_open_files(self, cells: list[Cell]) -> None:
        """After a pass. Raises NeedsPlain where a warning may be shown when a file is lost that our records hold."""
        if self._rules.plain_mode and any(not file.closed for file in self._parts.world.open_files):
            for cell in cells:
                filters = cell.record.state_binds.get("$warnings") if cell.record is not None else None
                if filters is not None and warns_of_open_files(filters.value[1]):
                    raise NeedsPlain(_UNCLOSED)

    def refuse_drops(self, record: Record, scope: Scope) -> None:
        """Before a record is applied. Raises NeedsPlain where a name lets go of a value that tells of it."""
        for name in (record.deletes | record.binds.keys()) & scope.keys() if self._any_tells else ():
            before = scope[name]
            if before.writer is not None and name in before.writer.tells:
                if name in record.deletes or record.binds[name].value is not before.value:
                    self._refuse(before.writer.tells[name])

    def _refuse(self, why: str | None) -> None:
        if why is not None and self._rules.plain_mode:
            raise NeedsPlain(why)

    def _begin(self, cell: Cell, execution: Execution, scope: Scope, shadowed: list[str]) -> None:
        parts = self._parts
        binding = scope.get(BUILTINS)
        if parts.namespace.overrides or binding is not None:
            parts.namespace.set_overrides(binding.value if binding is not None else {})
        parts.namespace.clear(shadowed)
        execution.note_hidden(BUILTINS)
        if self._rules.patches:
            for name in self.ambient.known:
                execution.note_hidden(name)
            self.ambient.begin(scope, self._suspects(cell, scope))
        if self._rules.files:
            missing = parts.files.begin(scope)
            if missing is not None and missing.writer is not None:
                execution.needed.append(Island(missing.writer))
                raise Again
        # After the files: the working folder has to be there.
        if self._rules.process_state:
            parts.process.begin(scope)
        self._had_book = parts.namespace.has_book
        if self._rules.modules:
            parts.modules.begin(scope)
        self._figures_away = False
        if self._rules.figures:
            binding = scope.get(FIGURES)
            if binding is not None and binding.island is not None and not binding.island.valid:
                # Of the past: a block that looks at them will ask for them to be made again.
                self._figures_away = True
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
                    if name_of(value) and not self._parts.modules.is_local(name_of(value)):
                        found[name_of(value)] = value
            own = cell.names.mentions if "*" in self._patched else set()
            for name in (self._patched | own) - scope.keys():
                # Imported and patched by one block.
                module = sys.modules.get(name)
                if module is not None and not self._parts.modules.is_local(name):
                    found[name] = module
        return [module for name, module in found.items() if name not in ("__main__", "builtins")]

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
        if self._rules.patches:
            # What it patched is known from now on, and set back before the next block.
            self.ambient.end()

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
        if not self._shares_annotations:
            after.pop("__annotations__", None)
        for name, binding in execution.reads.items():
            if is_hidden(name):
                after[name] = binding.value
        if parts.namespace.has_book and not self._had_book:
            after[BOOK] = True
        loaded = parts.modules.end() if self._rules.modules else {}
        after.update(loaded)
        for name in parts.modules.gone() if self._rules.modules else ():
            after.pop(name, None)
        execution.absent.update(name for name in loaded if name not in scope)
        self._take_figures(after, execution, scope)
        overrides, before = parts.namespace.overrides, scope.get(BUILTINS)
        if overrides and (before is None or before.value != overrides):
            after[BUILTINS] = dict(overrides)
        if self._rules.patches:
            after.update(self.ambient.end())
        lost = {name for name in execution.reads if name not in after}
        record.shadows = shadows(scope)
        made = self._observer.observe(record, execution, scope, after, lost)
        for name, bound in record.binds.items():
            why = tells_when_dropped(bound.value)
            if why is not None:
                record.tells[name] = why
                self._any_tells = True
        # Deleted and bound once more: they come last among the names.
        record.deletes |= parts.namespace.behind_mark(cell.names.deletes & record.binds.keys())
        if self._rules.process_state:
            record.ambient = parts.process.ambient(scope)
            if execution.all_names:
                # They stand among the names, in a dict of their own.
                parts.process.note_read("$shown warnings")
            reads, binds = parts.process.end()
            record.state_reads.update(reads)
            for binding in binds.values():
                binding.writer = record
            record.state_binds.update(binds)
        if any(block != cell.id for block in ran.lines):
            record.writers = {
                name: binding.writer.block for name, binding in execution.reads.items() if binding.writer is not None
            }
        self._take_files(record, cell, scope, loaded, ran)
        return made

    def _take_figures(self, after: dict[str, Any], execution: Execution, scope: Scope) -> None:
        if not self._rules.figures:
            return
        now = self._parts.figures.now()
        if self._figures_away and not now and FIGURES not in execution.reads:
            return
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
            record.state_reads[ALL_MODULES] = digest_of_modules(scope)
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


def _asks_which(cells: list[Cell]) -> bool:
    """Whether code asks which object a value is, of a value that has equal ones."""
    asked = set().union(*[cell.names.asks_which for cell in cells])
    if not asked or "*" in asked:
        return bool(asked)
    records = [cell.record for cell in cells if cell.record is not None]
    return any(
        name in record.read_values or (name in record.binds and told_by_content(record.binds[name]))
        for name in asked
        for record in records
    )


def _any_new(now: dict[int, Any], held: dict[int, Any]) -> bool:
    return any(held.get(number) is not manager for number, manager in now.items())
